/** Plain workerd with built Workers: requests reach a Worker's own socket, with nothing of a development server between. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from 'miniflare'

/** A Worker to run. */
export interface Part {
  readonly name: string
  /** Unless given, only other Workers of the same runtime reach it. */
  readonly port?: number
  readonly options: V4WorkerOptions
}

export interface Store {
  read(key: string): Promise<string | null>
  write(key: string, text: string): Promise<void>
}

export interface Runtime {
  /** The workerd process, for its processor time. */
  readonly pid: number
  /** The configuration's store, as the first Worker has it. */
  config(): Promise<Store>
  stop(): Promise<void>
}

/**
 * Starts one workerd process with these Workers.
 *
 * @param folder Where KV, R2 and Durable Objects keep their data; without it they forget.
 * @param inspectorPort Where a profiler may attach.
 */
export async function startRuntime(
  parts: readonly Part[],
  { folder, inspectorPort }: { readonly folder?: string; readonly inspectorPort?: number } = {},
): Promise<Runtime> {
  const before = new Set(workerdPids())
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      logRequests: false,
      ...(folder !== undefined && { resourcePersistencePath: folder }),
      ...(inspectorPort !== undefined && { inspectorPort }),
      // What the runtime prints is a line per refusal: it is written, as in production, and read by nobody.
      handleStructuredLogs: () => undefined,
      workers: parts.map(({ name, port, options }) => ({
        ...options,
        name,
        // The client's address is taken away by a Worker in between, which no deployment has.
        stripCfConnectingIp: false,
        ...(port !== undefined && { unsafeDirectSockets: [{ host: '127.0.0.1', port }] }),
      })),
    }),
  )
  await miniflare.ready
  const pid = workerdPids().find((one) => !before.has(one))
  if (pid === undefined) throw new Error('workerd did not start')
  const [first] = parts
  return {
    pid,
    config: async () => {
      const store = await miniflare.getKVNamespace('CONFIG', first?.name)
      return {
        read: (key) => store.get(key, 'text'),
        write: (key, text) => store.put(key, text),
      }
    },
    stop: () => miniflare.dispose(),
  }
}

/** A Worker that is one module. */
export function moduleWorker(script: string): V4WorkerOptions {
  return { modules: true, script, compatibilityDate: '2026-11-01' }
}

/** Children of this process that are workerd. */
function workerdPids(): readonly number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      const stat = readFileSync(join('/proc', entry, 'stat'), 'utf8')
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return stat.includes('(workerd)') && Number(parent) === process.pid ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}
