/**
 * `/api/dev`: what an author's tools lay over a tenant while a plugin is worked on. Only in the environment
 * `development`; anywhere else nothing is here, whoever asks.
 */
import { Hono, type Context } from 'hono'
import { parseFindings } from '../../core/development-finding.ts'
import { parsePageNotes, type Overlay } from '../../core/development.ts'
import { isRecord, own, ownText } from '../../core/own-property.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import type { AppEnv } from '../../env.ts'
import { readJson, TooLarge } from '../../io/body.ts'
import { sha256Hex } from '../../io/digest.ts'
import type { OverlayObject } from '../../io/objects/overlay.ts'
import { draftKey, noteOf, overlayStore, readOverlays, showOverlays, tidyDrafts } from '../../io/overlays.ts'
import { operating } from '../operators.ts'
import { signedIn } from '../middleware/session.ts'
import { Problem } from '../problem.ts'

/** Of a manifest with findings, beside the bundle. */
const ROOM_BYTES = 256 * 1024
const MAX_NOTE_BYTES = 32 * 1024

export const developing = new Hono<AppEnv>()
  .put('/plugins/:id', async (c) => {
    const { id, store } = await developed(c)
    const body = await bodyOf(c, c.var.live.registry.settings.limits.bundleBytes * 2 + ROOM_BYTES)
    const [bundle, manifest] = [ownText(body, 'bundle'), own(body, 'manifest')]
    const findings = parseFindings(own(body, 'findings') ?? [])
    if (bundle === undefined || !isRecord(manifest) || findings === null) throw new Problem('body_invalid')
    const { tenant, live } = c.var
    const bytes = new TextEncoder().encode(bundle)
    if (bytes.byteLength > live.registry.settings.limits.bundleBytes) throw new Problem('body_too_large')
    const sha256 = await sha256Hex(bytes)
    const bundleKey = draftKey(tenant, id, sha256)
    const { compileDraft } = await import('../../core/draft.ts')
    const drafted = {
      id,
      file: ownText(manifest, 'file') ?? '',
      text: ownText(manifest, 'text') ?? '',
      sha256,
      bundleKey,
    }
    const outcome = compileDraft(drafted, live.registry)
    if ('rejections' in outcome) throw new Problem('config_rejected', { rejections: outcome.rejections })
    const before = (await knownOverlay(store, id))?.plugin?.bundleKey ?? bundleKey
    await c.env.BUNDLES.put(bundleKey, bytes, { sha256 })
    const { plugin } = outcome
    const subject = ownText(body, 'subject') ?? null
    const overlay: Overlay = { id, plugin, subject, findings }
    await store.put(tenant, id, overlay, own(body, 'isNew') === true)
    const tabs = await showOverlays(c.env, tenant)
    await tidyDrafts(c.env, tenant, id, [before, bundleKey])
    return c.json({ tenant, plugin: id, version: plugin.version, sha256, tabs })
  })
  .put('/plugins/:id/findings', async (c) => {
    const { id, store } = await developed(c)
    const body = await bodyOf(c, ROOM_BYTES)
    const findings = parseFindings(own(body, 'findings'))
    if (findings === null) throw new Problem('body_invalid')
    const known = await knownOverlay(store, id)
    const subject = known?.subject ?? ownText(body, 'subject') ?? null
    const overlay: Overlay = { id, plugin: known?.plugin ?? null, subject, findings }
    await store.put(c.var.tenant, id, overlay, false)
    return c.json({ tenant: c.var.tenant, plugin: id, tabs: await showOverlays(c.env, c.var.tenant) })
  })
  .post('/plugins/:id/pulse', async (c) => {
    const { id, store } = await developed(c)
    const body = await bodyOf(c, MAX_NOTE_BYTES)
    const after = own(body, 'after')
    const renewed = own(body, 'renew') === true ? await store.renew(id) : (await knownOverlay(store, id)) !== null
    const notes = await store.notes(id, typeof after === 'number' ? after : 0)
    return c.json({ live: renewed, notes: notes.map(({ seq, note }) => ({ seq, ...parseNote(note) })) })
  })
  .delete('/plugins/:id', async (c) => {
    const { id, store } = await developed(c)
    await store.remove(id)
    const tabs = await showOverlays(c.env, c.var.tenant)
    await tidyDrafts(c.env, c.var.tenant, id, [])
    return c.json({ tenant: c.var.tenant, plugin: id, tabs })
  })
  .post('/notes', signedIn, async (c) => {
    const { live, tenant } = c.var
    if (overlayStore(c.env, live.registry.settings, tenant) === null) throw new Problem('not_found')
    const entries = parsePageNotes(await bodyOf(c, MAX_NOTE_BYTES))
    if (entries === null) throw new Problem('body_invalid')
    for (const { plugin, note } of entries) await noteOf(c.env, live, tenant, plugin, [note])
    return c.json({ accepted: entries.length }, 202)
  })

/** An operator's doing, like a publish; of which the audit trail has nothing, since nothing of it lasts. */
async function developed(c: Context<AppEnv>) {
  const id = new URL(c.req.url).pathname.split('/')[4]
  const { tenant } = c.var
  await operating(c, 'refresh', isPluginId(id) ? id : '*', tenant, null)
  const store = overlayStore(c.env, c.var.live.registry.settings, tenant)
  if (store === null || !isPluginId(id)) throw new Problem('not_found')
  return { id, store }
}

function parseNote(text: string): Readonly<Record<string, unknown>> {
  const note: unknown = JSON.parse(text)
  return isRecord(note) ? note : {}
}

async function knownOverlay(store: DurableObjectStub<OverlayObject>, id: string): Promise<Overlay | null> {
  return (await readOverlays(store)).find((overlay) => overlay.id === id) ?? null
}

async function bodyOf(c: Context<AppEnv>, maxBytes: number): Promise<unknown> {
  return readJson(c.req.raw, maxBytes).catch((cause: unknown) => {
    throw new Problem(cause instanceof TooLarge ? 'body_too_large' : 'body_invalid', { cause })
  })
}
