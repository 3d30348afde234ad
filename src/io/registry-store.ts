/** Reads compiled registries from KV, and keeps what an isolate may remember of them. */
import { compileAllowList, compileRouteTable, type RouteTable } from '../core/allowlist.ts'
import type { CallablePlugin } from '../core/call.ts'
import type { Deployment } from '../core/deployment.ts'
import { withGuards } from '../core/guards.ts'
import { pointAt, type CompiledPlugin, type Registry, type RegistryPointer } from '../core/registry.ts'
import type { Env } from '../env.ts'
import { Flights } from './flights.ts'
import { Memo } from './memo.ts'
import { DESK, type SeenPointer } from './objects/desk.ts'

/** What is read from KV is believed at most this long; settings say how long in fact. */
const STORE_MS = 60_000
/** A revision never changes, so its age does not matter; what it takes of an isolate's 128 MB does. */
const REVISION_AGE_MS = 3_600_000
/** Compiled, a registry takes about four times what its text has. */
const MAX_REVISION_CHARACTERS = 8_000_000
const MAX_POINTERS = 10_000

export interface LivePlugin {
  readonly compiled: CompiledPlugin
  readonly callable: CallablePlugin
}

/** A revision, ready to answer. */
export interface LiveRegistry {
  readonly revision: string
  readonly registry: Registry
  /** Enabled plugins by id. */
  readonly plugins: ReadonlyMap<string, LivePlugin>
  readonly routes: RouteTable
}

/** KV did not answer, or holds something that is no registry. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable'
}

const DEPLOYMENT_KEY = 'registry/*/current'
const pointers = new Memo<RegistryPointer>(STORE_MS, MAX_POINTERS)
const revisions = new Memo<LiveRegistry>(REVISION_AGE_MS, MAX_REVISION_CHARACTERS)
const pointerFlights = new Flights<string | null>()
const revisionFlights = new Flights<LiveRegistry>()
const deploymentFlights = new Flights<Deployment | null>()
let deployed: { readonly deployment: Deployment; readonly at: number } | null = null

export function pointerKey(tenant: string): string {
  return `registry/${tenant}/current`
}

export function revisionKey(tenant: string, revision: string): string {
  return `registry/${tenant}/${revision}`
}

/** @returns `null` before the first compilation. */
export async function readDeployment(env: Env): Promise<Deployment | null> {
  return knownDeployment() ?? deploymentFlights.join(DEPLOYMENT_KEY, () => askForDeployment(env))
}

/** What was read within the time that its own settings give it; `null`: {@link readDeployment} has to ask. */
export function knownDeployment(): Deployment | null {
  if (deployed === null) return null
  const { storeMs } = deployed.deployment.settings.doorbell
  return Date.now() - deployed.at < storeMs ? deployed.deployment : null
}

async function askForDeployment(env: Env): Promise<Deployment | null> {
  const at = Date.now()
  const deployment = await readDocument<Deployment>(env, DEPLOYMENT_KEY)
  if (deployment !== null) deployed = { deployment, at }
  return deployment
}

/** Read at the desk, in the place where pointers are written: elsewhere KV may show an older one for a minute. */
export async function readPointers(env: Env, tenants: readonly string[]): Promise<readonly SeenPointer[]> {
  try {
    return await env.DESK.getByName(DESK).readPointers(tenants.map(pointerKey))
  } catch (cause) {
    throw new RegistryUnavailable('the pointers cannot be read', { cause })
  }
}

export async function readPointer(env: Env, tenant: string): Promise<SeenPointer> {
  const [seen] = await readPointers(env, [tenant])
  if (seen === undefined) throw new RegistryUnavailable('the pointer cannot be read')
  return seen
}

/**
 * The tenant's live registry; `null` when there is none.
 *
 * @param rung Revision that the doorbell says is live, which KV may not show yet.
 * @param storeMs How long a pointer that was read from KV is believed.
 */
export async function readLive(
  env: Env,
  tenant: string,
  { rung = null, storeMs = 0 }: { readonly rung?: string | null; readonly storeMs?: number } = {},
): Promise<LiveRegistry | null> {
  const revision = rung ?? (await pointedRevision(env, tenant, storeMs))
  return revision === null ? null : readRevision(env, tenant, revision)
}

/** The same without asking; `null`: {@link readLive} has to ask. */
export function knownLive(tenant: string, rung: string | null, storeMs: number): LiveRegistry | null {
  const now = Date.now()
  const revision = rung ?? pointers.get(tenant, now, storeMs)?.revision
  return revision === undefined ? null : (revisions.get(`${tenant}/${revision}`, now) ?? null)
}

async function pointedRevision(env: Env, tenant: string, storeMs: number): Promise<string | null> {
  const known = pointers.get(tenant, Date.now(), storeMs)
  return known === undefined ? pointerFlights.join(tenant, () => askForPointer(env, tenant)) : known.revision
}

async function askForPointer(env: Env, tenant: string): Promise<string | null> {
  const now = Date.now()
  const pointer = await readDocument<RegistryPointer>(env, pointerKey(tenant))
  if (pointer !== null) pointers.set(tenant, pointer, now)
  return pointer?.revision ?? null
}

export async function readRevision(env: Env, tenant: string, revision: string): Promise<LiveRegistry> {
  const name = `${tenant}/${revision}`
  return revisions.get(name, Date.now()) ?? revisionFlights.join(name, () => askForRevision(env, tenant, revision))
}

async function askForRevision(env: Env, tenant: string, revision: string): Promise<LiveRegistry> {
  const text = await reading(revisionKey(tenant, revision), (key) => env.CONFIG.get(key))
  if (text === null) throw new RegistryUnavailable(`revision ${revision} is missing`)
  const registry = await reading(revision, () => new Response(text).json<Registry>())
  if (registry.tenant !== tenant) throw new RegistryUnavailable(`revision ${revision} is of another tenant`)
  return remember(revision, registry, text)
}

function remember(revision: string, registry: Registry, text: string): LiveRegistry {
  const live = prepare(revision, registry)
  revisions.set(`${registry.tenant}/${revision}`, live, Date.now(), text.length)
  return live
}

export interface Flip {
  readonly revision: string
  readonly registry: Registry
  /** ISO 8601 time that the pointer will carry. */
  readonly at: string
  /** What was live when the work on this revision began. */
  readonly seen: SeenPointer
}

/**
 * Writes the revision first and flips the pointer last, so that no reader ever sees half of it.
 *
 * @returns `false`: somebody else has flipped meanwhile, and nothing has changed. What this revision was made from may be
 *   old: begin anew.
 */
export async function writeLive(env: Env, { revision, registry, at, seen }: Flip): Promise<boolean> {
  const { tenant } = registry
  const text = JSON.stringify(registry)
  await env.CONFIG.put(revisionKey(tenant, revision), text)
  // KV may remember for a minute that something was absent; this isolate knows better.
  remember(revision, registry, text)
  if (seen.pointer?.revision === revision) return true
  const pointer = pointAt(revision, at, seen.pointer)
  const written = await env.DESK.getByName(DESK).write(pointerKey(tenant), seen.etag, JSON.stringify(pointer))
  if (written.kind === 'conflict') return false
  pointers.set(tenant, pointer, Date.now())
  return true
}

/** Takes the pointer away; the revisions stay, they are history. */
export async function removeLive(env: Env, tenant: string): Promise<void> {
  await env.CONFIG.delete(pointerKey(tenant))
  pointers.forget(tenant)
}

export async function writeDeployment(env: Env, deployment: Deployment): Promise<void> {
  await env.CONFIG.put(DEPLOYMENT_KEY, JSON.stringify(deployment))
  deployed = { deployment, at: Date.now() }
}

function prepare(revision: string, registry: Registry): LiveRegistry {
  const plugins = new Map<string, LivePlugin>()
  for (const compiled of registry.plugins.filter(({ enabled }) => enabled)) plugins.set(compiled.id, ready(compiled))
  const settings = withGuards(registry.settings)
  return { revision, registry: { ...registry, settings }, plugins, routes: compileRouteTable(registry.routes) }
}

function ready(compiled: CompiledPlugin): LivePlugin {
  const { api, sse } = compiled.manifest.permissions
  return { compiled, callable: { enabled: true, allowList: compileAllowList(api), topics: sse } }
}

/** The same revision with some plugins in the place of theirs, or beside them. */
export function withPlugins(live: LiveRegistry, plugins: readonly CompiledPlugin[]): LiveRegistry {
  const laid = plugins.map((compiled) => [compiled.id, ready(compiled)] as const)
  return { ...live, plugins: new Map([...live.plugins, ...laid]) }
}

/** Documents below `registry/` are written by this Worker alone, from parsed configuration. */
async function readDocument<Document>(env: Env, key: string): Promise<Document | null> {
  return reading(key, () => env.CONFIG.get<Document>(key, 'json'))
}

async function reading<Value>(what: string, read: (what: string) => Value | Promise<Value>): Promise<Value> {
  try {
    return await read(what)
  } catch (cause) {
    throw new RegistryUnavailable(`cannot read ${what}`, { cause })
  }
}
