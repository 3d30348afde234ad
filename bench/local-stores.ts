/**
 * KV and R2 for a plain workerd: Miniflare's own simulators, which keep their data where `wrangler` and the seed keep it,
 * without the rest of Miniflare around them.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Struct } from './capnp.ts'
import type { ConfigFolder } from './config-folder.ts'

const WORKERS = join(dirname(createRequire(import.meta.url).resolve('miniflare')), 'workers')
const COMPATIBILITY = { compatibilityDate: '2023-07-24', compatibilityFlags: ['nodejs_compat', 'experimental'] }

/** One Worker that finds the object of a namespace, and one with the objects. */
const SIMULATORS = [
  { store: 'kv', service: 'kv:ns', script: 'kv/namespace.worker.js', className: 'KVNamespaceObject' },
  { store: 'r2', service: 'r2:bucket', script: 'r2/bucket.worker.js', className: 'R2BucketObject' },
] as const

/** What a binding of a Worker points to. */
export function storeBinding(store: 'kv' | 'r2', id: string): Struct {
  const service = SIMULATORS.find((one) => one.store === store)?.service ?? ''
  return { name: `${service}:entry`, props: { json: JSON.stringify({ MINIFLARE_NAMESPACE: id }) } }
}

/** @param disk Folder in which each simulator has a folder of its own, see `persist-to` of wrangler. */
export function storeServices(files: ConfigFolder, disk: string): readonly Struct[] {
  return [
    // What the simulators would say to Miniflare goes nowhere.
    { name: 'loopback', network: { allow: [] } },
    ...SIMULATORS.flatMap(({ store, service, script, className }) => [
      { name: `${store}:storage`, disk: { path: join(disk, store), writable: true } },
      {
        name: service,
        worker: {
          ...COMPATIBILITY,
          modules: [{ name: 'index.js', esModule: files.copy(join(WORKERS, script)) }],
          durableObjectNamespaces: [{ className, uniqueKey: `miniflare-${className}` }],
          durableObjectStorage: { localDisk: `${store}:storage` },
          bindings: [
            { name: 'MINIFLARE_BLOBS', service: `${store}:storage` },
            { name: 'MINIFLARE_LOOPBACK', service: 'loopback' },
          ],
        },
      },
      {
        name: `${service}:entry`,
        worker: {
          ...COMPATIBILITY,
          modules: [{ name: 'index.js', esModule: files.copy(join(WORKERS, 'shared/object-entry.worker.js')) }],
          bindings: [{ name: 'MINIFLARE_OBJECT', durableObjectNamespace: { serviceName: service, className } }],
        },
      },
    ]),
  ]
}

/** What the simulators import. */
export function storeExtensions(files: ConfigFolder): readonly Struct[] {
  return [
    {
      modules: [
        { name: 'miniflare:shared', esModule: files.copy(join(WORKERS, 'shared/index.worker.js')) },
        { name: 'miniflare:zod', esModule: files.copy(join(WORKERS, 'shared/zod.worker.js')) },
      ],
    },
  ]
}

/** Lets a program outside read and write a KV namespace by its key. */
const DOOR = `
export default {
  async fetch(request, { STORE }) {
    const key = decodeURIComponent(new URL(request.url).pathname.slice(1))
    if (request.method === 'PUT') return new Response(await STORE.put(key, await request.text()))
    const text = await STORE.get(key)
    return new Response(text, { status: text === null ? 404 : 200 })
  },
}`

export function doorService(files: ConfigFolder, id: string): Struct {
  return {
    name: 'door',
    worker: {
      compatibilityDate: '2026-11-01',
      modules: [{ name: 'index.js', esModule: files.write(DOOR) }],
      bindings: [{ name: 'STORE', kvNamespace: storeBinding('kv', id) }],
    },
  }
}
