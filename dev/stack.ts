/** The whole product on this machine: identity provider, upstream, and the gateway with its PDP. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.ts'
import { type Part, recipesFor } from './parts.ts'
import { freePorts, type Ports } from './ports.ts'
import { rawRequest, type RawInit } from './raw-request.ts'
import { refreshSeeded } from './refresh.ts'
import { type Running, startParts } from './running.ts'
import { readSecrets } from './secrets.ts'
import { seed } from './seed.ts'
import { forgetRunning, writeRunning } from './stack-state.ts'
import { runWrangler } from './wrangler.ts'

export interface StackOptions {
  /** Free ones unless given. */
  readonly ports?: Ports
  /** Where KV, R2 and Durable Objects keep their data; a stack shares it with no other. */
  readonly stateDir: string
  /** Folders laid over `plugins-kv-seed/`, later ones on top. */
  readonly overlays?: readonly string[]
  /** Further secrets of the gateway, kept with the generated ones. */
  readonly env?: Readonly<Record<string, string>>
  /** Further variables of the identity provider and the upstream: how fast orders come, what tests may control. */
  readonly services?: Readonly<Record<string, string>>
  /** File with the secrets, made if it is not there; in `stateDir` unless given. */
  readonly secretsFile?: string
  /** Takes every line a part prints. */
  readonly onLine?: (part: Part, line: string) => void
}

export interface Stack extends Ports, Running {
  readonly stateDir: string
  /** The operator's bearer token; `null` if the secrets were written by hand. */
  readonly operatorToken: string | null
  /** What is left to be done by hand, a line each. */
  readonly notes: readonly string[]
  restart(part: Part): Promise<void>
  /** Sends a request to the gateway exactly as written; `tenant` is a host name without port. */
  request(tenant: string, path: string, init?: RawInit): Promise<Response>
  /** Runs wrangler on this stack's local data: `wrangler('kv', 'key', 'put', …, '--local')`. */
  wrangler(...args: readonly string[]): Promise<string>
}

/**
 * Builds if needed, seeds and starts everything, and waits until it answers.
 *
 * @throws ChildFailure when a part does not come up; the others have been stopped by then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  ensureBuilt()
  const { stateDir, overlays = [], env = {}, services = {}, onLine = () => {} } = options
  mkdirSync(stateDir, { recursive: true })
  const ports = options.ports ?? (await freePorts())
  const secrets = readSecrets(options.secretsFile ?? join(stateDir, 'dev.vars'), env)
  await seed({ stateDir, ports, overlays })
  const running = await startParts(recipesFor(ports, stateDir, secrets, services), onLine)
  const { operatorToken } = secrets
  const notes = await refreshSeeded({ stateDir, port: ports.port, operatorToken }).catch(async (error: unknown) => {
    await running.stop()
    throw error
  })
  for (const note of notes) onLine('gateway', note)
  writeRunning(stateDir, { ...ports, pid: process.pid, secretsFile: secrets.file })
  return {
    ...ports,
    ...running,
    notes,
    stop: async () => {
      forgetRunning(stateDir)
      await running.stop()
    },
    stateDir,
    operatorToken,
    restart: async (part) => {
      await running.halt(part)
      await running.resume(part)
    },
    request: (tenant, path, init) => rawRequest(ports.port, `${tenant}:${ports.port}`, path, init),
    wrangler: (...args) => runWrangler([...args, '--persist-to', stateDir]),
  }
}
