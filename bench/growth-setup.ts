/** Large tenants, many tenants: planted as compiled registries, where files would take many refreshes. */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { rawRequest } from '../dev/raw-request.ts'
import type { CompiledPlugin, Registry } from '../src/core/registry.ts'
import { HOST, PLUGIN, type Product } from './product.ts'
import type { Store } from './workerd.ts'

/** Longer than `doorbell.storeMs` allows an isolate to believe what it has read. */
const STORE_MS = 11_000
const AT_ONCE = 50

export interface Growth {
  readonly title: string
  readonly from: number
  readonly to: number
  /** Makes the product that large. */
  readonly grow: (product: Product, port: number, size: number) => Promise<void>
}

export const GROWTHS: readonly Growth[] = [
  { title: "entries of a plugin's allow-list", from: 10, to: 10_000, grow: growEntries },
  { title: 'plugins of a tenant', from: 1, to: 1000, grow: growPlugins },
  { title: 'tenants, each visited', from: 1, to: 10_000, grow: growTenants },
]

async function growEntries(product: Product, _: number, size: number): Promise<void> {
  await replant(product, (registry) => ({
    ...registry,
    plugins: registry.plugins.map((plugin) => (plugin.id === PLUGIN ? withEntries(plugin, size) : plugin)),
  }))
}

function withEntries(plugin: CompiledPlugin, size: number): CompiledPlugin {
  const { api } = plugin.manifest.permissions
  const more = Array.from({ length: size - api.length }, (_, index) => {
    const path = `/api/crud/area-${index % 97}/things-${index}/:id`
    return { method: 'GET', path, params: { id: 'uuid' } } as const
  })
  const permissions = { ...plugin.manifest.permissions, api: [...more, ...api] }
  return { ...plugin, manifest: { ...plugin.manifest, permissions } }
}

async function growPlugins(product: Product, _: number, size: number): Promise<void> {
  await replant(product, (registry) => {
    const measured = registry.plugins.filter(({ id }) => id === PLUGIN)
    const more = measured.flatMap((plugin) => {
      return Array.from({ length: size - 1 }, (__, index) => {
        const id = `other-${index}`
        return { ...plugin, id, manifest: { ...plugin.manifest, id } }
      })
    })
    return { ...registry, plugins: [...more, ...measured] }
  })
}

/** Each is asked for once, so that the isolate has met them all and kept what it may. */
async function growTenants(product: Product, port: number, size: number): Promise<void> {
  const { store, registry, revision } = await planted(product)
  const names = Array.from({ length: size - 1 }, (_, index) => `tenant-${index}.localhost`)
  await inTurns(names, async (tenant) => {
    await store.write(`registry/${tenant}/${revision}`, JSON.stringify({ ...registry, tenant }))
    await store.write(`registry/${tenant}/current`, JSON.stringify({ revision, previous: [], at: AT }))
  })
  await inTurns(names, async (tenant) => {
    const answer = await rawRequest(port, `${tenant}:${port}`, '/api/session')
    await answer.body?.cancel()
    if (answer.status !== 401) throw new Error(`${tenant}: ${answer.status}`)
  })
  // The objects of tenants that nobody asks for any more are put away meanwhile: that is no part of a call.
  await pause(STORE_MS)
}

const AT = '2026-01-01T00:00:00.000Z'

async function replant(product: Product, change: (registry: Registry) => Registry): Promise<void> {
  const { store, registry, revision } = await planted(product)
  const grown = `${revision.slice(0, -5)}grown`
  await store.write(`registry/${HOST}/${grown}`, JSON.stringify(change(registry)))
  const pointer = { revision: grown, previous: [revision], at: AT }
  await store.write(`registry/${HOST}/current`, JSON.stringify(pointer))
  await pause(STORE_MS)
}

async function planted(product: Product) {
  const store = product.config()
  const { revision }: { readonly revision: string } = JSON.parse(await have(store, `registry/${HOST}/current`))
  const registry: Registry = JSON.parse(await have(store, `registry/${HOST}/${revision}`))
  return { store, registry, revision }
}

async function have(store: Store, key: string): Promise<string> {
  const text = await store.read(key)
  if (text === null) throw new Error(`there is no ${key}`)
  return text
}

export async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(work))
  }
}

/** Of a process, as the system counts it; `null` where it does not tell. */
export function residentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
  } catch {
    return null
  }
}
