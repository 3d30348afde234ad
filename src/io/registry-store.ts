/** Reads compiled registries from KV, and keeps what an isolate may remember of them. */
import { compileAllowList, compileRouteTable, type RouteTable } from '../core/allowlist.ts'
import type { CallablePlugin } from '../core/call.ts'
import type { Deployment } from '../core/deployment.ts'
import type { CompiledPlugin, Registry, RegistryPointer } from '../core/registry.ts'
import type { Env } from '../env.ts'
import { Memo } from './memo.ts'

/** What is read from KV is believed at most this long; settings say how long in fact. */
const STORE_MS = 60_000
/** A revision never changes, so its age does not matter; the number of tenants in memory does. */
const REVISION_AGE_MS = 3_600_000
const MAX_TENANTS = 500

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
const pointers = new Memo<RegistryPointer>(STORE_MS, MAX_TENANTS)
const revisions = new Memo<LiveRegistry>(REVISION_AGE_MS, MAX_TENANTS)
/** Hosts and settings change rarely, and are not rung: a second is short enough to wait for. */
const deployments = new Memo<Deployment>(1000, 1)

export function pointerKey(tenant: string): string {
  return `registry/${tenant}/current`
}

export function revisionKey(tenant: string, revision: string): string {
  return `registry/${tenant}/${revision}`
}

/** @returns `null` before the first compilation. */
export async function readDeployment(env: Env): Promise<Deployment | null> {
  const known = deployments.get(DEPLOYMENT_KEY, Date.now())
  if (known !== undefined) return known
  const deployment = await readDocument<Deployment>(env, DEPLOYMENT_KEY)
  if (deployment !== null) deployments.set(DEPLOYMENT_KEY, deployment, Date.now())
  return deployment
}

/** @returns `null` when this tenant has never been compiled. */
export async function readPointer(env: Env, tenant: string): Promise<RegistryPointer | null> {
  return readDocument<RegistryPointer>(env, pointerKey(tenant))
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

async function pointedRevision(env: Env, tenant: string, storeMs: number): Promise<string | null> {
  const now = Date.now()
  const known = pointers.get(tenant, now, storeMs)
  if (known !== undefined) return known.revision
  const pointer = await readPointer(env, tenant)
  if (pointer !== null) pointers.set(tenant, pointer, now)
  return pointer?.revision ?? null
}

export async function readRevision(env: Env, tenant: string, revision: string): Promise<LiveRegistry> {
  const now = Date.now()
  const name = `${tenant}/${revision}`
  const known = revisions.get(name, now)
  if (known !== undefined) return known
  const registry = await readDocument<Registry>(env, revisionKey(tenant, revision))
  if (registry === null) throw new RegistryUnavailable(`revision ${revision} is missing`)
  if (registry.tenant !== tenant) throw new RegistryUnavailable(`revision ${revision} is of another tenant`)
  const live = prepare(revision, registry)
  revisions.set(name, live, now)
  return live
}

/** Writes the revision first and flips the pointer last, so that no reader ever sees half of it. */
export async function writeLive(env: Env, revision: string, registry: Registry, at: string): Promise<void> {
  const before = await readPointer(env, registry.tenant)
  await env.CONFIG.put(revisionKey(registry.tenant, revision), JSON.stringify(registry))
  // KV may remember for a minute that something was absent; this isolate knows better.
  revisions.set(`${registry.tenant}/${revision}`, prepare(revision, registry), Date.now())
  if (before?.revision === revision) return
  const previous = before === null ? [] : [before.revision, ...before.previous].slice(0, 20)
  const pointer: RegistryPointer = { revision, previous, at }
  await env.CONFIG.put(pointerKey(registry.tenant), JSON.stringify(pointer))
  pointers.set(registry.tenant, pointer, Date.now())
}

/** Takes the pointer away; the revisions stay, they are history. */
export async function removeLive(env: Env, tenant: string): Promise<void> {
  await env.CONFIG.delete(pointerKey(tenant))
  pointers.forget(tenant)
}

export async function writeDeployment(env: Env, deployment: Deployment): Promise<void> {
  await env.CONFIG.put(DEPLOYMENT_KEY, JSON.stringify(deployment))
  deployments.set(DEPLOYMENT_KEY, deployment, Date.now())
}

function prepare(revision: string, registry: Registry): LiveRegistry {
  const plugins = new Map<string, LivePlugin>()
  for (const compiled of registry.plugins.filter(({ enabled }) => enabled)) plugins.set(compiled.id, ready(compiled))
  return { revision, registry, plugins, routes: compileRouteTable(registry.routes) }
}

function ready(compiled: CompiledPlugin): LivePlugin {
  const { api, sse } = compiled.manifest.permissions
  return { compiled, callable: { enabled: true, allowList: compileAllowList(api), topics: sse } }
}

/** The same with some plugins in the place of theirs, or beside them; `registry` stays what it was. */
export function withPlugins(live: LiveRegistry, plugins: readonly CompiledPlugin[], revision: string): LiveRegistry {
  const laid = plugins.map((compiled) => [compiled.id, ready(compiled)] as const)
  return { ...live, revision, plugins: new Map([...live.plugins, ...laid]) }
}

/** Documents below `registry/` are written by this Worker alone, from parsed configuration. */
async function readDocument<Document>(env: Env, key: string): Promise<Document | null> {
  try {
    return await env.CONFIG.get<Document>(key, 'json')
  } catch (cause) {
    throw new RegistryUnavailable(`cannot read ${key}`, { cause })
  }
}
