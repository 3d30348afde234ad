/** A refresh of very many tenants, a slice at a time, as an operator's script does it. */
import { rawRequest } from '../dev/raw-request.ts'
import { spreadOf } from './contest.ts'
import { inTurns } from './growth-setup.ts'
import { HOST, startProduct } from './product.ts'

const TENANTS = Number(process.env['TENANTS'] ?? 10_000)
const PLUGINS = 20
/** Each request costs the same: so many tell what all of them take. `all` walks through every one. */
const MEASURED = Number(process.env['SLICES'] ?? 12)

export interface RefreshFigures {
  readonly tenants: number
  readonly plugins: number
  /** Requests that were measured, of all that it takes. */
  readonly measured: number
  readonly slices: number
  readonly medianMs: number
  readonly slowestMs: number
  readonly minutes: number
  readonly fileBytes: number
  readonly registryBytes: number
  readonly answerBytes: number
}

interface Answer {
  readonly tenants: readonly { readonly tenant: string; readonly revision: string }[]
  readonly next: string | null
}

export async function refreshMany(folder: string, port: number, say: (line: string) => void): Promise<RefreshFigures> {
  const product = await startProduct(folder, { port, idpPort: port + 1, upstreamPort: port + 2 })
  try {
    const store = product.config()
    const file = fileOf()
    const names = Array.from({ length: TENANTS }, (_, index) => `tenant-${String(index).padStart(5, '0')}.localhost`)
    await inTurns(names, (name) => store.write(`config/plugins/${name}.yaml`, file))
    const times: number[] = []
    let answer: Answer = { tenants: [], next: null }
    let answerBytes = 0
    do {
      const startedAt = performance.now()
      const text = await refresh(port, product.operatorToken, answer.next)
      times.push(performance.now() - startedAt)
      answer = JSON.parse(text)
      answerBytes = Math.max(answerBytes, Buffer.byteLength(text))
      say(`slice ${times.length}`)
    } while (answer.next !== null && times.length < MEASURED)
    const [some] = answer.tenants.filter(({ tenant }) => tenant.startsWith('tenant-'))
    const registry = (await store.read(`registry/${some?.tenant}/${some?.revision}`)) ?? ''
    const slices = Math.ceil(
      (TENANTS * times.length) / ((times.length - 1) * answer.tenants.length + answer.tenants.length),
    )
    const { median, max } = spreadOf(times)
    return {
      tenants: TENANTS,
      plugins: PLUGINS,
      measured: times.length,
      slices,
      medianMs: Math.round(median),
      slowestMs: Math.round(max),
      minutes: Math.round((slices * median) / 6000) / 10,
      fileBytes: Buffer.byteLength(file),
      registryBytes: Buffer.byteLength(registry),
      answerBytes,
    }
  } finally {
    await product.stop()
  }
}

/** One list of plugins, the same for every tenant: what differs among tenants costs no more. */
function fileOf(): string {
  const plugins = Array.from({ length: PLUGINS }, (_, index) => ({
    id: `plugin-${index}`,
    version: '1.0.0',
    bundle: { file: '/app/plugins/bench/1.0.0/index.esm.js' },
    contributions: { widgets: [{ slot: 'dashboard.main', component: 'Widget' }] },
    permissions: { api: [{ method: 'GET', path: '/api/crud/items/:id', params: { id: 'uuid' } }] },
  }))
  return JSON.stringify(plugins, null, 1)
}

async function refresh(port: number, token: string, from: string | null): Promise<string> {
  const path = `/api/plugins/refresh?scope=all${from === null ? '' : `&from=${from}`}`
  const answer = await rawRequest(port, `${HOST}:${port}`, path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${answer.status} ${text}`)
  return text
}
