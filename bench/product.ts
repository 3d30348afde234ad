/** The product as it is deployed: the built gateway and its PDP in plain workerd, with every gate on. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unstable_readConfig } from 'wrangler'
import { parseDocument } from 'yaml'
import { ensureBuilt } from '../dev/build.ts'
import { startChild, waitUntilReady } from '../dev/child.ts'
import { recipesFor } from '../dev/parts.ts'
import type { Ports } from '../dev/ports.ts'
import { readSecrets } from '../dev/secrets.ts'
import { SEED_FOLDER, seed } from '../dev/seed.ts'
import { runWrangler } from '../dev/wrangler.ts'
import { Visitor } from '../test/e2e/fixture/visitor.ts'
import { bundleText, ITEM_ROUTE } from './bare.ts'
import { startRuntime, type Module, type Runtime, type WorkerOptions } from './workerd.ts'

const ROOT = join(import.meta.dirname, '..')
const READY_MS = 30_000

export const HOST = 'acme.localhost'
/** Next to the plugins of the example. */
export const PLUGIN = 'bench'

export interface Product extends Runtime {
  /** The operator's bearer token. */
  readonly operatorToken: string
  signIn(login: string): Promise<Visitor>
}

interface ProductOptions {
  /** Further configuration files, by their keys. */
  readonly files?: Readonly<Record<string, string>>
  readonly inspectorPort?: number
}

/** @param folder For this product alone. */
export async function startProduct(folder: string, ports: Ports, options: ProductOptions = {}): Promise<Product> {
  ensureBuilt()
  const state = join(folder, 'state')
  mkdirSync(state, { recursive: true })
  const secrets = readSecrets(join(folder, 'secrets'))
  const overlay = writeFolder(join(folder, 'overlay'), {
    'config/plugins.yaml': withBenchPlugin(seeded('plugins')),
    'config/settings.yaml': asInProduction(seeded('settings')),
    [`plugins/${PLUGIN}/1.0.0/index.esm.js`]: bundleText(),
    ...options.files,
  })
  await seed({ stateDir: state, ports, overlays: [overlay] })
  const gateway = await build('wrangler.toml', join(folder, 'gateway'))
  const pdp = await build('pdp/wrangler.toml', join(folder, 'pdp'))
  const runtime = await startRuntime(
    [
      { name: 'experience-edge', port: ports.port, options: { ...gateway, texts: { ...secrets.vars } } },
      { name: 'experience-pdp', options: pdp },
    ],
    { folder: join(state, 'v3'), ...(options.inspectorPort !== undefined && { inspectorPort: options.inspectorPort }) },
  )
  const { idp } = recipesFor(ports, state, secrets)
  return { ...runtime, operatorToken: secrets.operatorToken ?? '', signIn: (login) => signIn(idp, ports, login) }
}

/** Through the real identity provider, which runs for as long as that takes. */
async function signIn(
  { command, env, ready }: ReturnType<typeof recipesFor>['idp'],
  ports: Ports,
  login: string,
): Promise<Visitor> {
  const provider = startChild({ name: 'idp', command, env, onLine: () => undefined })
  try {
    await waitUntilReady(provider, ready, READY_MS)
    const visitor = new Visitor(ports, HOST)
    await visitor.signIn(login)
    return visitor
  } finally {
    await provider.stop()
  }
}

function seeded(name: string): string {
  return readFileSync(join(SEED_FOLDER, `config/${name}.yaml`), 'utf8')
}

function withBenchPlugin(text: string): string {
  const document = parseDocument(text)
  document.addIn(['tenants', HOST], {
    id: PLUGIN,
    version: '1.0.0',
    contributions: { routes: [{ path: '/bench', component: 'Bench' }] },
    permissions: { api: [{ method: 'GET', path: ITEM_ROUTE, params: { id: 'uuid' } }] },
  })
  return String(document)
}

/** Every gate on. Budgets are counted as ever and have room for what no person does; leases are the defaults. */
function asInProduction(text: string): string {
  const document = parseDocument(text)
  document.set('environment', 'production')
  document.setIn(['security', 'capability'], 'required')
  document.delete('doorbell')
  document.set('budgets', {
    requestsPerSecond: 1_000_000,
    requestBurst: 1_000_000,
    bytesPerSecond: 2 ** 30,
    byteBurst: 2 ** 30,
  })
  return String(document)
}

/**
 * Exactly what a deployment would upload, with its bindings. Static files are answered before the Worker by the platform,
 * and figures go to Analytics Engine behind the answer: neither is measured here.
 */
export async function build(config: string, folder: string): Promise<WorkerOptions> {
  await runWrangler(['deploy', '--dry-run', '--env', '', '-c', config, '--outdir', folder])
  const bound: Bound = unstable_readConfig({ config: join(ROOT, config) })
  if (bound.compatibility_date === undefined) throw new Error(`${config} has no compatibility_date`)
  return {
    modules: modulesIn(folder),
    compatibilityDate: bound.compatibility_date,
    compatibilityFlags: bound.compatibility_flags,
    texts: byName(Object.entries(bound.vars).map(([name, value]) => [name, String(value)])),
    kvNamespaces: byName(bound.kv_namespaces.map(({ binding, id }) => [binding, id])),
    r2Buckets: byName(bound.r2_buckets.map(({ binding, bucket_name: name }) => [binding, name])),
    durableObjects: byName(bound.durable_objects.bindings.map(({ name, class_name: className }) => [name, className])),
    services: byName((bound.services ?? []).map(({ binding, service }) => [binding, service])),
  }
}

/** Of `wrangler.toml`, what a runtime must be told. */
interface Bound {
  readonly compatibility_date?: string | undefined
  readonly compatibility_flags: readonly string[]
  readonly vars: Readonly<Record<string, unknown>>
  readonly kv_namespaces: readonly { readonly binding: string; readonly id?: string }[]
  readonly r2_buckets: readonly { readonly binding: string; readonly bucket_name?: string }[]
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] }
  readonly services?: readonly { readonly binding: string; readonly service: string }[] | undefined
}

function byName(bound: readonly (readonly [string, string | undefined])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(bound.map(([name, value = '']) => [name, value]))
}

/** The entry first, then what it imports. */
function modulesIn(folder: string): readonly Module[] {
  const wasm = readdirSync(folder).filter((name) => name.endsWith('.wasm'))
  return [
    { name: 'index.js', path: join(folder, 'index.js'), type: 'script' },
    ...wasm.map((name) => ({ name, path: join(folder, name), type: 'wasm' as const })),
  ]
}

function writeFolder(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [key, text] of Object.entries(files)) {
    mkdirSync(join(folder, key, '..'), { recursive: true })
    writeFileSync(join(folder, key), text)
  }
  return folder
}
