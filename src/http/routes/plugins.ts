/** `/api/plugins`: what the host needs to discover and load plugins, and the calls that the gateway answers itself. */
import { Hono, type Context } from 'hono'
import {
  bundleCacheControl,
  etagOf,
  matchesEtag,
  parseBundlePath,
  parseBundleQuery,
  type BundleQuery,
} from '../../core/bundle.ts'
import { parsePath } from '../../core/path.ts'
import { versionFor, type PersonalVersion } from '../../core/rollout.ts'
import type { AppEnv } from '../../env.ts'
import { readBundle, type BundleOutcome } from '../../io/bundles.ts'
import { log } from '../../io/log.ts'
import { Memo } from '../../io/memo.ts'
import { urlOf } from '../address.ts'
import { completeHeaders } from '../baseline.ts'
import { mintCapabilities } from '../capability.ts'
import { counted } from '../counting.ts'
import { mayHavePlugin } from '../decisions.ts'
import { refuseSignedOut, signedIn } from '../middleware/session.ts'
import { Problem } from '../problem.ts'
import { quarantineOf, quarantineProblem } from '../quarantine.ts'
import { seenBy, type Seen } from '../seen.ts'
import { servedManifests } from '../served-manifests.ts'

const JSON_HEADERS = completeHeaders({ 'Content-Type': 'application/json' })
const QUERY_AGE_MS = 3_600_000
const MAX_QUERY_CHARACTERS = 100_000

export const plugins = new Hono<AppEnv>()
  .get('/manifests', async (c) => {
    return new Response(await servedManifests(seenBy(c)), { headers: JSON_HEADERS })
  })
  .post('/capabilities', signedIn, async (c) => c.json(await mintCapabilities(c)))
  .get('/bundle', async (c) => {
    refuseSignedOut(c)
    return serveBundle(c, queryOf(c.req.raw))
  })
  .get('/bundle/:id/:version', async (c) => {
    refuseSignedOut(c)
    return serveBundle(c, queryOf(c.req.raw))
  })

async function serveBundle(c: Context<AppEnv>, query: ParsedQuery): Promise<Response> {
  const seen = seenBy(c)
  return counted(seen, 'bundle', 'id' in query ? query.id : null, () => bundleAnswer(seen, query))
}

type ParsedQuery = ReturnType<typeof parseBundleQuery>

/** Loaders ask with few different queries, as the manifests name them. */
const queries = new Memo<ParsedQuery>(QUERY_AGE_MS, MAX_QUERY_CHARACTERS)

function queryOf(request: Request): ParsedQuery {
  const url = urlOf(request)
  const address = url.pathname + url.search
  const now = Date.now()
  const known = queries.get(address, now)
  if (known !== undefined) return known
  const query = parsedQuery(url)
  queries.set(address, query, now, address.length)
  return query
}

function parsedQuery({ pathname, search, searchParams }: URL): ParsedQuery {
  if (pathname === '/api/plugins/bundle') return parseBundleQuery(searchParams)
  const path = parsePath(pathname)
  if ('refusal' in path) throw new Problem('path_not_canonical', { detail: path.refusal })
  const [id = '', version = ''] = path.segments.slice(-2)
  return parseBundlePath(id, version, search)
}

/** In this order: known, not quarantined, the version asked for, permitted to this person, the right bytes. */
async function bundleAnswer(c: Seen, query: ParsedQuery): Promise<Response> {
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
  const { limits, doorbell } = live.registry.settings
  const wanted = {
    key: personal.bundleKey,
    sha256: personal.sha256,
    maxBytes: limits.bundleBytes,
    storeMs: doorbell.storeMs,
  }
  const outcome = await readBundle(c.env, wanted)
  refuseUnsound(outcome, tenant, plugin.id, personal)
  const { method, headers: asked } = c.req.raw
  const isKnown = matchesEtag(asked.get('If-None-Match'), etag)
  const body = isKnown || method === 'HEAD' ? null : outcome.bytes
  const answer = new Response(body, { status: isKnown ? 304 : 200, headers: bundleHeaders(query) })
  answer.headers.set('ETag', etag)
  return answer
}

function bundleHeaders(query: BundleQuery): Headers {
  const policy = bundleCacheControl(query)
  const known = BUNDLE_HEADERS.get(policy)
  if (known !== undefined) return known
  const headers = completeHeaders({ 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': policy })
  BUNDLE_HEADERS.set(policy, headers)
  return headers
}

/** By cache control, of which there are two. */
const BUNDLE_HEADERS = new Map<string, Headers>()

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
