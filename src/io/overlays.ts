/** Plugins under development, where there may be any: in the environment `development`, and where a store is bound. */
import { servedDraft, type DevelopmentNote, type Overlay } from '../core/development.ts'
import type { Settings } from '../core/settings.ts'
import type { Env } from '../env.ts'
import { ring } from './doorbell.ts'
import { Memo } from './memo.ts'
import type { OverlayObject } from './objects/overlay.ts'
import { withPlugins, type LiveRegistry } from './registry-store.ts'

/** As long as an isolate goes without asking the doorbell. */
const LEASE_MS = 1000
const overlays = new Memo<readonly Overlay[]>(LEASE_MS, 100)

/**
 * Two locks: what the configuration says of the environment, and whether there is a store at all. wrangler.toml binds
 * none in staging and production, so that there is nothing to open by a mistake in the configuration.
 */
export function overlayStore(
  env: Env,
  { environment }: Settings,
  tenant: string,
): DurableObjectStub<OverlayObject> | null {
  if (environment !== 'development' || env.OVERLAYS === undefined) return null
  return env.OVERLAYS.getByName(tenant)
}

/** The tenant as one person sees it, with what is under development in its place. */
export async function layOver(env: Env, live: LiveRegistry, tenant: string, subject: string): Promise<LiveRegistry> {
  const store = overlayStore(env, live.registry.settings, tenant)
  if (store === null) return live
  const all = overlays.get(tenant, Date.now()) ?? (await readOverlays(store))
  overlays.set(tenant, all, Date.now())
  const own = all.filter((each) => each.subject === null || each.subject === subject)
  if (own.length === 0) return live
  const drafts = own.flatMap(({ id, plugin, findings }) => {
    const shown = plugin ?? live.plugins.get(id)?.compiled
    return shown === undefined ? [] : [servedDraft(shown, findings)]
  })
  return withPlugins(live, drafts)
}

/** What the store has, without what an isolate remembers. */
export async function readOverlays(store: DurableObjectStub<OverlayObject>): Promise<readonly Overlay[]> {
  return new Response(await store.overlays()).json<readonly Overlay[]>()
}

/** What was remembered is not to be: somebody works on a plugin here. */
export function forgetOverlays(tenant: string): void {
  overlays.forget(tenant)
}

/** Open pages look for what has changed. */
export async function showOverlays(env: Env, tenant: string): Promise<number> {
  forgetOverlays(tenant)
  return (await ring(env, tenant, { kind: 'overlay' }, Date.now())).tabs
}

/** Below this prefix no revision, no archive and no published manifest has anything: see `bundleKeyOf`. */
export function draftKey(tenant: string, id: string, sha256: string): string {
  return `${draftPrefix(tenant, id)}${sha256}.js`
}

function draftPrefix(tenant: string, id: string): string {
  return `.dev/${tenant}/${id}/`
}

/** Takes the bundles of a plugin under development away, but those that pages may be about to fetch. */
export async function tidyDrafts(env: Env, tenant: string, id: string, kept: readonly string[]): Promise<void> {
  const { objects } = await env.BUNDLES.list({ prefix: draftPrefix(tenant, id) })
  const old = objects.map(({ key }) => key).filter((key) => !kept.includes(key))
  if (old.length > 0) await env.BUNDLES.delete(old)
}

/** Notes what a plugin under development did; of others nothing is noted. */
export async function noteOf(
  env: Env,
  live: LiveRegistry,
  tenant: string,
  id: string,
  notes: readonly DevelopmentNote[],
): Promise<void> {
  if (live.plugins.get(id)?.compiled.manifest.development === undefined) return
  await overlayStore(env, live.registry.settings, tenant)?.note(id, notes)
}
