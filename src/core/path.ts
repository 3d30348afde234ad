/**
 * The canonical path: the one reading of a request's path that matcher and forwarder share.
 *
 * A path is canonical or refused, never repaired: whatever is matched is byte for byte what is forwarded. Canonical
 * is what `encodeURIComponent` writes for each segment. The price, on purpose: a value that holds `/ \ ; ? # %`
 * cannot stand in a path at all, and `@` or `:` must come percent-encoded.
 */

const MAX_PATH_BYTES = 2048
/** Also what common servers accept for a whole request line. */
const MAX_QUERY_BYTES = 8192

/** Visible ASCII without the characters that servers are known to read in different ways. */
const LEGIBLE = /^[!$-:=?-[\]_a-z~]*$/
/** A segment that is its own decoding, which nearly all are. */
const PLAIN = /^[A-Za-z0-9._~-]+$/
const ONLY_DOTS_AND_BLANKS = /^[.\p{Zs}]*$/u
const RESERVED = /[/\\;?#%]/
/** Controls, bidi marks, zero-width and other invisible characters, and code points that mean nothing yet. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
/** Look like a slash, a backslash or a dot (Unicode TS 39), and NFKC does not map them to one. */
const SLASH_LIKE = '\u1735\u2041\u2044\u2215\u2571\u27cb\u29f8\u{1d23a}\u31d3\u3033\u2e4a\u2f03\u0337\u0338'
const BACKSLASH_LIKE = '\u2216\u27cd\u29f5\u29f9\u2572\u{1d20f}\u{1d23b}\u31d4\u2f02\u20e5'
const DOT_LIKE = '\u0701\u0702\u06d4\ua60e\ua4f8\u{10a50}\u{1d16d}\u3002\uff61'
const LOOKALIKES: ReadonlySet<string> = new Set(SLASH_LIKE + BACKSLASH_LIKE + DOT_LIKE)

export type PathRefusal =
  | 'too_long'
  | 'not_absolute'
  | 'character'
  | 'empty_segment'
  | 'dot_segment'
  | 'malformed_escape'
  | 'reserved_character'
  | 'invisible_character'
  | 'lookalike_character'
  | 'escape_not_canonical'

export interface CanonicalPath {
  /** Exactly the bytes that may be forwarded. */
  readonly raw: string
  /** Decoded, for matching. */
  readonly segments: readonly string[]
}

/** @param pathname `new URL(request.url).pathname`, never a path that a framework has decoded. */
export function parsePath(pathname: string): CanonicalPath | { readonly refusal: PathRefusal } {
  if (pathname.length > MAX_PATH_BYTES) return { refusal: 'too_long' }
  if (!pathname.startsWith('/')) return { refusal: 'not_absolute' }
  if (!LEGIBLE.test(pathname) || pathname.includes('?')) return { refusal: 'character' }
  const segments: string[] = []
  for (const rawSegment of pathname.slice(1).split('/')) {
    const segment = decodeSegment(rawSegment)
    if (segment === null) return { refusal: 'malformed_escape' }
    const refusal = refuseSegment(segment)
    if (refusal !== null) return { refusal }
    if (encodeSegment(segment) !== rawSegment) return { refusal: 'escape_not_canonical' }
    segments.push(segment)
  }
  return { raw: pathname, segments }
}

/** Decodes once; `null` for a malformed escape, an overlong form or anything else that is no UTF-8. */
export function decodeSegment(rawSegment: string): string | null {
  if (PLAIN.test(rawSegment)) return rawSegment
  try {
    return decodeURIComponent(rawSegment)
  } catch {
    return null
  }
}

/** Judges a decoded segment. */
export function refuseSegment(segment: string): PathRefusal | null {
  if (segment === '') return 'empty_segment'
  if (ONLY_DOTS_AND_BLANKS.test(segment)) return 'dot_segment'
  if (PLAIN.test(segment)) return null
  if (RESERVED.test(segment)) return 'reserved_character'
  if (INVISIBLE.test(segment)) return 'invisible_character'
  if (Array.from(segment).some((character) => LOOKALIKES.has(character))) return 'lookalike_character'
  const folded = segment.normalize('NFKC')
  if (RESERVED.test(folded) || dotsIn(folded) !== dotsIn(segment)) return 'lookalike_character'
  return null
}

/** The canonical encoding of a segment that {@link refuseSegment} lets through. */
export function encodeSegment(segment: string): string {
  return PLAIN.test(segment) ? segment : encodeURIComponent(segment)
}

/** @param search With its leading `?`, or empty. It takes no part in matching; it is only kept legible and bounded. */
export function refuseQuery(search: string): 'too_long' | 'character' | 'malformed_escape' | null {
  if (search.length > MAX_QUERY_BYTES) return 'too_long'
  if (!LEGIBLE.test(search)) return 'character'
  if (/%(?![0-9A-Fa-f]{2})/.test(search)) return 'malformed_escape'
  return null
}

function dotsIn(text: string): number {
  return text.split('.').length
}
