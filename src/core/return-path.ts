/** Where a person goes after signing in: one path of this origin's pages, or the start. */
import { decodeSegment, refuseQuery, refuseSegment } from './path.ts'

const START = '/'
const MAX_CHARACTERS = 2048
/** No page lives there, and a way back into sign-in or to an endpoint would be a trap. */
const NOT_PAGES: readonly string[] = ['auth', 'api', 'access', 'assets', '.well-known', 'healthz', 'signed-out']

/** @returns The path as given, or `/` when it is not plainly one of ours. */
export function safeReturnPath(value: string | null): string {
  if (value === null || value.length > MAX_CHARACTERS || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value)) return START
  const [path = '', ...query] = value.split('?')
  const search = query.length === 0 ? '' : `?${query.join('?')}`
  if (refuseQuery(search) !== null || !isPagePath(path)) return START
  return namesSamePlace(value) ? value : START
}

/** A page's path is held to the rules of a call's, but for a trailing slash and its spelling of escapes. */
function isPagePath(path: string): boolean {
  if (path === START) return true
  const rawSegments = path.replace(/\/$/, '').slice(1).split('/')
  const segments = rawSegments.map(decodeSegment)
  const [first] = segments
  if (typeof first !== 'string' || NOT_PAGES.includes(first.toLowerCase())) return false
  return segments.every((segment) => segment !== null && refuseSegment(segment) === null)
}

/** The URL parser has the last word: whatever it would repair or read as another origin is refused. */
function namesSamePlace(value: string): boolean {
  const origin = 'https://tenant.invalid'
  const url = URL.parse(value, origin)
  return url !== null && url.origin === origin && `${url.pathname}${url.search}` === value
}
