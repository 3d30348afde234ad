/** A bundle's key in the store, its URL, its entity tag and how long a browser may keep it. */
import { isPluginId } from './plugin-id.ts'
import type { Rejection } from './rejection.ts'

/** Where a manifest's `bundle.file` may point: the mount the source of truth names, or the key itself. */
const ROOTS = ['/app/plugins/', 'plugins/'] as const
const KEY_SEGMENT = /^[A-Za-z0-9._-]+$/
const ONLY_DOTS = /^\.+$/
/** The store takes 1,024 bytes; half leaves room for prefixes. */
const MAX_KEY_CHARACTERS = 512

const VERSION = /^[0-9A-Za-z.+-]{1,128}$/
const SHA256_HEX = /^[0-9a-f]{64}$/
const BUNDLE_PARAMETERS: readonly string[] = ['entry', 'id', 'v', 'h']

/** Root jail: the store's key for `bundle.file`, always below `plugins/`. */
export function bundleKeyOf(file: string): string | Rejection {
  const where = 'bundle.file'
  const root = ROOTS.find((prefix) => file.startsWith(prefix))
  if (root === undefined) return { where, why: `must begin with ${ROOTS.join(' or ')}` }
  if (file.length > MAX_KEY_CHARACTERS) return { where, why: `is longer than ${MAX_KEY_CHARACTERS} characters` }
  const segments = file.slice(root.length).split('/')
  if (!segments.every((segment) => KEY_SEGMENT.test(segment) && !ONLY_DOTS.test(segment))) {
    return { where, why: 'each segment must be made of letters, digits and . _ -, and be no dot segment' }
  }
  return `plugins/${segments.join('/')}`
}

/**
 * Same-origin URL that may be kept for ever: another version or other bytes have another URL. The plugin stands in the path,
 * because browsers leave a query out of what they report of a script.
 */
export function bundleUrl(id: string, version: string, sha256: string): string {
  return `/api/plugins/bundle/${id}/${encodeURIComponent(version)}?h=${sha256}`
}

export interface BundleQuery {
  readonly id: string
  /** The version and hash asked for; `null`: whichever is live. */
  readonly version: string | null
  readonly hash: string | null
}

export type BundleQueryRefusal =
  | 'parameter_unknown'
  | 'parameter_repeated'
  | 'id_invalid'
  | 'entry_differs'
  | 'v_invalid'
  | 'h_invalid'

/** The loader's query. No parameter names a file or a key: those come from the registry alone. */
export function parseBundleQuery(search: URLSearchParams): BundleQuery | { readonly refusal: BundleQueryRefusal } {
  const names = [...search.keys()]
  if (names.some((name) => !BUNDLE_PARAMETERS.includes(name))) return { refusal: 'parameter_unknown' }
  if (new Set(names).size !== names.length) return { refusal: 'parameter_repeated' }
  const id = search.get('id')
  const version = search.get('v')
  const hash = search.get('h')
  if (!isPluginId(id)) return { refusal: 'id_invalid' }
  if (search.get('entry') !== id) return { refusal: 'entry_differs' }
  if (version !== null && !VERSION.test(version)) return { refusal: 'v_invalid' }
  if (hash !== null && !SHA256_HEX.test(hash)) return { refusal: 'h_invalid' }
  return { id, version, hash }
}

/** The path form of the same, `/api/plugins/bundle/{id}/{version}`: only the hash may stand in its query. */
export function parseBundlePath(
  id: string,
  version: string,
  search: string,
): BundleQuery | { readonly refusal: BundleQueryRefusal } {
  const query = new URLSearchParams(search)
  if (['entry', 'id', 'v'].some((name) => query.has(name))) return { refusal: 'parameter_unknown' }
  for (const [name, value] of Object.entries({ entry: id, id, v: version })) query.append(name, value)
  return parseBundleQuery(query)
}

/**
 * `private`, because a session is required. Without version and hash in the URL nothing may be immutable: neither an
 * update nor a quarantine would ever reach a browser that has it.
 */
export function bundleCacheControl({ version, hash }: BundleQuery): string {
  return version !== null && hash !== null ? 'private, max-age=31536000, immutable' : 'private, no-cache'
}

/** @returns The entity tag with its quotes (RFC 9110, section 8.8.3). */
export function etagOf(sha256: string): string {
  return `"sha256-${sha256}"`
}

/** One element of a list of entity tags; sticky, so that what is no list is noticed. */
const ENTITY_TAG = /[ \t]*(?:W\/)?("[\x21\x23-\x7e]*")[ \t]*(?:,|$)/y

/**
 * Whether `If-None-Match` names this entity tag, by weak comparison (RFC 9110, section 13.1.2).
 *
 * @returns `false` for a list that cannot be read: the bytes are then sent in full.
 */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  let found = false
  ENTITY_TAG.lastIndex = 0
  while (ENTITY_TAG.lastIndex < ifNoneMatch.length) {
    const match = ENTITY_TAG.exec(ifNoneMatch)
    if (match === null) return false
    found ||= match[1] === etag
  }
  return found
}
