/** `/api/plugins`: what the host needs to discover and load plugins, and the calls that the gateway answers itself. */
import { Hono, type Context } from 'hono'
import { bundleCacheControl, etagOf, matchesEtag, parseBundlePath, parseBundleQuery } from '../../core/bundle.ts'
import type { PluginManifest } from '../../core/manifest.ts'
import { parsePath } from '../../core/path.ts'
import type { CompiledPlugin } from '../../core/registry.ts'
import { versionFor, type PersonalVersion } from '../../core/rollout.ts'
import type { AppEnv } from '../../env.ts'
import { readBundle, type BundleOutcome } from '../../io/bundles.ts'
import { log } from '../../io/log.ts'
import { mintCapabilities } from '../capability.ts'
import { counted } from '../counting.ts'
import { mayHavePlugin } from '../decisions.ts'
import { signedIn } from '../middleware/session.ts'
import { Problem } from '../problem.ts'
import { quarantineOf, quarantineProblem, quarantinesOf } from '../quarantine.ts'

export const plugins = new Hono<AppEnv>()
  .get('/manifests', signedIn, async (c) => {
    const { live, session } = c.var
    if (session === null) throw new Problem('signed_out')
    const flags = await quarantinesOf(c, [...live.plugins.keys()])
    const served = [...live.plugins.values()].filter(({ compiled }) => flags.get(compiled.id) === null)
    return c.json(served.map(({ compiled }) => personalManifest(compiled, session.record.subject.id)))
  })
  .post('/capabilities', signedIn, async (c) => c.json(await mintCapabilities(c)))
  .get('/bundle', signedIn, async (c) => {
    return serveBundle(c, parseBundleQuery(new URL(c.req.url).searchParams))
  })
  .get('/bundle/:id/:version', signedIn, async (c) => {
    const url = new URL(c.req.url)
    const path = parsePath(url.pathname)
    if ('refusal' in path) throw new Problem('path_not_canonical', { detail: path.refusal })
    const [id = '', version = ''] = path.segments.slice(-2)
    return serveBundle(c, parseBundlePath(id, version, url.search))
  })

async function serveBundle(c: Context<AppEnv>, query: ReturnType<typeof parseBundleQuery>): Promise<Response> {
  return counted(c, 'bundle', 'id' in query ? query.id : null, () => bundleAnswer(c, query))
}

/** In this order: known, not quarantined, the version asked for, permitted to this person, the right bytes. */
async function bundleAnswer(c: Context<AppEnv>, query: ReturnType<typeof parseBundleQuery>): Promise<Response> {
  const { live, session, tenant } = c.var
  if (session === null) throw new Problem('signed_out')
  if ('refusal' in query) throw new Problem('bundle_query_invalid', { detail: query.refusal })
  const plugin = live.plugins.get(query.id)?.compiled
  if (plugin === undefined) throw new Problem('bundle_unknown')
  const quarantine = await quarantineOf(c, plugin.id)
  if (quarantine !== null) throw quarantineProblem(quarantine)
  const personal = versionFor(plugin, session.record.subject.id)
  if (query.version !== null && query.version !== personal.version) throw new Problem('bundle_unknown')
  if (query.hash !== null && query.hash !== personal.sha256) throw new Problem('bundle_unknown')
  if (!(await mayHavePlugin(c, session.record.subject, plugin))) throw new Problem('bundle_not_permitted')
  const etag = etagOf(personal.sha256)
  const headers = {
    'Content-Type': 'text/javascript; charset=utf-8',
    ETag: etag,
    'Cache-Control': bundleCacheControl(query),
  }
  const { limits, doorbell } = live.registry.settings
  const wanted = {
    key: personal.bundleKey,
    sha256: personal.sha256,
    maxBytes: limits.bundleBytes,
    storeMs: doorbell.storeMs,
  }
  const outcome = await readBundle(c.env, wanted)
  refuseUnsound(outcome, tenant, plugin.id, personal)
  if (matchesEtag(c.req.header('If-None-Match') ?? null, etag)) return new Response(null, { status: 304, headers })
  return new Response(c.req.raw.method === 'HEAD' ? null : outcome.bytes, { headers })
}

/** The manifest of the version this person has. Where two are out, the plugin may know which one it is. */
function personalManifest(plugin: CompiledPlugin, subjectId: string): PluginManifest {
  const { manifest, variant } = versionFor(plugin, subjectId)
  return plugin.rollout === undefined ? manifest : { ...manifest, variant }
}

function refuseUnsound(
  outcome: BundleOutcome,
  tenant: string,
  id: string,
  { version, bundleKey, sha256 }: PersonalVersion,
): asserts outcome is Extract<BundleOutcome, { kind: 'sound' }> {
  if (outcome.kind === 'sound') return
  log('error', `bundle_${outcome.kind}`, { tenant, plugin: id, version, bundleKey, expected: sha256 })
  throw new Problem(outcome.kind === 'missing' ? 'bundle_unknown' : 'bundle_integrity')
}
