/** What a contest needs: the product with somebody signed in, and the service behind it. */
import type { Target } from './pressure.ts'
import { ITEM, upstreamWorker } from './bare.ts'
import { Caller } from './caller.ts'
import { HOST, PLUGIN, startProduct } from './product.ts'
import { startRuntime } from './workerd.ts'

export type AskTarget = () => Promise<Target>

export const ITEM_PATH = `/api/crud/items/${ITEM}`

export interface Stage {
  readonly upstreamPort: number
  /** JSON, as the page gets it. */
  readonly manifests: string
  readonly caller: Caller
  /** The five things a page asks the gateway for. */
  readonly call: AskTarget
  readonly refusal: AskTarget
  readonly manifestsOf: AskTarget
  readonly bundle: AskTarget
  readonly notModified: AskTarget
  stop(): Promise<void>
}

/** @param port The first of three. */
export async function startStage(folder: string, port: number): Promise<Stage> {
  const ports = { port, idpPort: port + 1, upstreamPort: port + 2 }
  const product = await startProduct(folder, ports)
  const upstream = await startRuntime([upstreamWorker(ports.upstreamPort)])
  const caller = new Caller(await product.signIn('alice'))
  const manifests = await (await caller.visitor.request('/api/plugins/manifests')).text()
  const bundleUrl = bundleUrlIn(manifests)
  const etag = (await caller.visitor.request(bundleUrl)).headers.get('ETag') ?? ''
  const ours =
    (path: string, status: number, headers: () => Promise<Record<string, string>>): AskTarget =>
    async () => ({ url: `http://127.0.0.1:${port}${path}`, headers: await headers(), status, pids: [product.pid] })
  const page = async (more: Record<string, string> = {}) => ({ ...caller.page(), ...more })
  return {
    upstreamPort: ports.upstreamPort,
    manifests,
    caller,
    call: ours(ITEM_PATH, 200, () => caller.plugin()),
    refusal: ours('/api/crud/other', 403, () => caller.plugin()),
    manifestsOf: ours('/api/plugins/manifests', 200, () => page()),
    bundle: ours(bundleUrl, 200, () => page()),
    notModified: ours(bundleUrl, 304, () => page({ 'If-None-Match': etag })),
    stop: async () => {
      await Promise.all([product.stop(), upstream.stop()])
    },
  }
}

function bundleUrlIn(manifests: string): string {
  const list: readonly { readonly id: string; readonly bundle: { readonly url: string } }[] = JSON.parse(manifests)
  const url = list.find(({ id }) => id === PLUGIN)?.bundle.url
  if (url === undefined) throw new Error(`${HOST} has no ${PLUGIN}`)
  return url
}
