/** The whole product on this machine: identity provider, upstream, and the gateway with its PDP. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.ts'
import { type Child, lastLines, startChild, waitUntilReady } from './child.ts'
import { type Part, PARTS, recipesFor } from './parts.ts'
import { freePorts, type Ports } from './ports.ts'
import { rawRequest, type RawInit } from './raw-request.ts'
import { readSecrets } from './secrets.ts'
import { seed } from './seed.ts'
import { runWrangler } from './wrangler.ts'

/** Compiling two Workers and a WebAssembly policy engine, on a machine that is busy with something else too. */
const READY_MS = 90_000

export interface StackOptions {
  /** Free ones unless given. */
  readonly ports?: Ports
  /** Where KV, R2 and Durable Objects keep their data; a stack shares it with no other. */
  readonly stateDir: string
  /** Folders laid over `plugins-kv-seed/`, later ones on top. */
  readonly overlays?: readonly string[]
  /** Further secrets of the gateway, kept with the generated ones. */
  readonly env?: Readonly<Record<string, string>>
  /** File with the secrets, made if it is not there; in `stateDir` unless given. */
  readonly secretsFile?: string
  /** Takes every line a part prints. */
  readonly onLine?: (part: Part, line: string) => void
}

export interface Stack extends Ports {
  readonly stateDir: string
  /** The operator's bearer token; `null` if the secrets were written by hand. */
  readonly operatorToken: string | null
  /** Resolves with what happened when a part ends that nobody halted. */
  readonly broken: Promise<string>
  /** Sends a request to the gateway exactly as written; `tenant` is a host name without port. */
  request(tenant: string, path: string, init?: RawInit): Promise<Response>
  /** What a part printed so far. */
  logs(part: Part): readonly string[]
  /** Takes one part down; the others stay up. */
  halt(part: Part): Promise<void>
  /** Brings a halted part up again and waits until it answers. */
  resume(part: Part): Promise<void>
  restart(part: Part): Promise<void>
  /** Runs wrangler on this stack's local data: `wrangler('kv', 'key', 'put', …, '--local')`. */
  wrangler(...args: readonly string[]): Promise<string>
  stop(): Promise<void>
}

/**
 * Seeds and starts everything, and waits until it answers.
 *
 * @throws ChildFailure when a part does not come up; the others have been stopped by then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  ensureBuilt()
  const { stateDir, overlays = [], env = {}, onLine = () => {} } = options
  mkdirSync(stateDir, { recursive: true })
  const ports = options.ports ?? (await freePorts())
  const secrets = readSecrets(options.secretsFile ?? join(stateDir, 'dev.vars'), env)
  await seed({ stateDir, ports, overlays })
  const recipes = recipesFor(ports, stateDir, secrets)
  const children = new Map<Part, Child>()
  const broken = Promise.withResolvers<string>()

  const resume = async (part: Part): Promise<void> => {
    const { command, env: partEnv, ready } = recipes[part]
    const child = startChild({ name: part, command, env: partEnv, onLine: (line) => onLine(part, line) })
    children.set(part, child)
    await waitUntilReady(child, ready, READY_MS)
    void child.ended.then((code) => {
      if (children.get(part) !== child) return
      broken.resolve(`${part} ended by itself (code ${code}). Its last lines:\n${lastLines(child)}`)
    })
  }
  const halt = async (part: Part): Promise<void> => {
    const child = children.get(part)
    children.delete(part)
    await child?.stop()
  }
  const stop = async (): Promise<void> => {
    await Promise.all(PARTS.map(halt))
  }
  try {
    await Promise.all(PARTS.map(resume))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...ports,
    stateDir,
    operatorToken: secrets.operatorToken,
    broken: broken.promise,
    request: (tenant, path, init) => rawRequest(ports.port, `${tenant}:${ports.port}`, path, init),
    logs: (part) => children.get(part)?.lines ?? [],
    halt,
    resume,
    restart: async (part) => {
      await halt(part)
      await resume(part)
    },
    wrangler: (...args) => runWrangler([...args, '--persist-to', stateDir]),
    stop,
  }
}
