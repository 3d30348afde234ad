/** Plain workerd with built Workers: requests reach a Worker's own socket, and what it fetches leaves by the network itself. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { Struct } from './capnp.ts'
import { ConfigFolder } from './config-folder.ts'
import { doorService, storeBinding, storeExtensions, storeServices } from './local-stores.ts'

const START_MS = 30_000
const require = createRequire(import.meta.url)
/** Where the program is: the default export of a CommonJS module without types. */
const PROGRAM: { readonly default: string } = require('workerd')

/** A Worker to run: its modules, and what is bound to it, by binding. */
export interface WorkerOptions {
  /** The entry first. */
  readonly modules: readonly Module[]
  readonly compatibilityDate: string
  readonly compatibilityFlags?: readonly string[]
  readonly texts?: Readonly<Record<string, string>>
  /** Ids of namespaces and buckets. */
  readonly kvNamespaces?: Readonly<Record<string, string>>
  readonly r2Buckets?: Readonly<Record<string, string>>
  /** Classes of this Worker. */
  readonly durableObjects?: Readonly<Record<string, string>>
  /** Names of other Workers of the same runtime. */
  readonly services?: Readonly<Record<string, string>>
}

export type Module =
  | { readonly name: string; readonly script: string }
  | { readonly name: string; readonly path: string; readonly type: 'script' | 'wasm' }

export interface Part {
  readonly name: string
  /** Unless given, only other Workers of the same runtime reach it. */
  readonly port?: number
  readonly options: WorkerOptions
}

export interface Store {
  read(key: string): Promise<string | null>
  write(key: string, text: string): Promise<void>
}

export interface Runtime {
  /** The workerd process, for its processor time. */
  readonly pid: number
  /** The configuration's store, as the first Worker has it. */
  config(): Store
  stop(): Promise<void>
}

/** A Worker that is one module. */
export function moduleWorker(script: string): WorkerOptions {
  return { modules: [{ name: 'index.js', script }], compatibilityDate: '2026-11-01' }
}

/**
 * Starts one workerd process with these Workers.
 *
 * @param folder Where KV, R2 and Durable Objects keep their data; needed only by Workers that have any.
 * @param inspectorPort Where a profiler may attach.
 */
export async function startRuntime(
  parts: readonly Part[],
  { folder, inspectorPort }: { readonly folder?: string; readonly inspectorPort?: number } = {},
): Promise<Runtime> {
  const files = new ConfigFolder()
  try {
    files.writeConfig(configOf(parts, files, folder))
    const inspector = inspectorPort === undefined ? [] : [`--inspector-addr=127.0.0.1:${inspectorPort}`]
    const child = spawn(PROGRAM.default, ['serve', '--experimental', '--control-fd=3', ...inspector, files.config], {
      // What it prints is a line per refusal: it is written, as in production, and read by nobody.
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    const ports = await portsOf(child, parts.filter(({ port }) => port !== undefined).length + (folder ? 1 : 0))
    return {
      pid: child.pid ?? 0,
      config: () => storeBehind(ports.get('door') ?? 0),
      stop: async () => {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGKILL')
        await ended
        files.remove()
      },
    }
  } catch (error) {
    files.remove()
    throw error
  }
}

/** Of the sockets, once the runtime listens on all of them. @throws when it ends before that, with what it said. */
async function portsOf(child: ChildProcess, sockets: number): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>()
  const said: string[] = []
  const control = child.stdio[3]
  if (!(control instanceof Readable) || child.stderr === null) throw new Error('workerd has no pipes')
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 50) said.push(chunk.toString())
  })
  const listening = new Promise<void>((resolve, reject) => {
    createInterface({ input: control }).on('line', (line) => {
      const event: { readonly event: string; readonly socket?: string; readonly port?: number } = JSON.parse(line)
      if (event.event === 'listen') ports.set(event.socket ?? '', event.port ?? 0)
      if (ports.size === sockets) resolve()
    })
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}:\n${said.join('')}`)))
    setTimeout(() => reject(new Error(`workerd does not listen:\n${said.join('')}`)), START_MS).unref()
  })
  await listening
  return ports
}

function storeBehind(port: number): Store {
  const url = (key: string): string => `http://127.0.0.1:${port}/${encodeURIComponent(key)}`
  return {
    read: async (key) => {
      const answer = await fetch(url(key))
      if (answer.status !== 200 && answer.status !== 404) throw new Error(`${key}: ${await answer.text()}`)
      return answer.ok ? answer.text() : null
    },
    write: async (key, text) => {
      const answer = await fetch(url(key), { method: 'PUT', body: text })
      if (!answer.ok) throw new Error(`${key}: ${await answer.text()}`)
    },
  }
}

function configOf(parts: readonly Part[], files: ConfigFolder, folder: string | undefined): Struct {
  const sockets = parts.flatMap(({ name, port }) => (port === undefined ? [] : [socket(name, port, name)]))
  const services = parts.map((part) => serviceOf(part, files))
  const internet = { name: 'internet', network: { allow: ['public', 'private'] } }
  if (folder === undefined) return { services: [...services, internet], sockets }
  const [id] = parts.flatMap(({ options }) => Object.values(options.kvNamespaces ?? {}))
  for (const name of ['do', 'kv', 'r2']) mkdirSync(join(folder, name), { recursive: true })
  return {
    services: [
      ...services,
      internet,
      { name: 'objects', disk: { path: join(folder, 'do'), writable: true } },
      ...storeServices(files, folder),
      doorService(files, id ?? ''),
    ],
    sockets: [...sockets, socket('door', 0, 'door')],
    extensions: storeExtensions(files),
  }
}

function socket(name: string, port: number, service: string): Struct {
  return { name, address: `127.0.0.1:${port}`, http: {}, service }
}

function serviceOf({ name, options }: Part, files: ConfigFolder): Struct {
  const classes = Object.values(options.durableObjects ?? {})
  return {
    name,
    worker: {
      modules: options.modules.map((module) => moduleOf(module, files)),
      compatibilityDate: options.compatibilityDate,
      compatibilityFlags: options.compatibilityFlags ?? [],
      bindings: bindingsOf(name, options),
      durableObjectNamespaces: classes.map((className) => {
        return { className, uniqueKey: `${name}-${className}`, enableSql: true }
      }),
      ...(classes.length > 0 && { durableObjectStorage: { localDisk: 'objects' } }),
    },
  }
}

function moduleOf(module: Module, files: ConfigFolder): Struct {
  if ('script' in module) return { name: module.name, esModule: files.write(module.script) }
  const content = files.copy(module.path)
  return { name: module.name, ...(module.type === 'wasm' ? { wasm: content } : { esModule: content }) }
}

function bindingsOf(worker: string, options: WorkerOptions): readonly Struct[] {
  const each = (
    bound: Readonly<Record<string, string>> | undefined,
    as: (value: string) => Struct,
  ): readonly Struct[] => Object.entries(bound ?? {}).map(([name, value]) => ({ name, ...as(value) }))
  return [
    ...each(options.texts, (text) => ({ text })),
    ...each(options.services, (service) => ({ service })),
    ...each(options.kvNamespaces, (id) => ({ kvNamespace: storeBinding('kv', id) })),
    ...each(options.r2Buckets, (id) => ({ r2Bucket: storeBinding('r2', id) })),
    ...each(options.durableObjects, (className) => ({
      durableObjectNamespace: { serviceName: worker, className },
    })),
  ]
}
