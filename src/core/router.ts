/** Which page a path shows: the host's own, a permitted plugin's, or none. */
import { parse } from 'regexparam'
import type { PluginManifest, RouteContribution } from './manifest.ts'

/** A permitted route, and the plugin that brings it. */
export interface RoutePlace {
  readonly plugin: string
  readonly route: RouteContribution
}

export type Page =
  | { readonly page: 'dashboard' }
  | { readonly page: 'signed_out' }
  | { readonly page: 'plugin'; readonly place: RoutePlace; readonly params: Readonly<Record<string, string>> }
  | { readonly page: 'redirect'; readonly to: string }
  | { readonly page: 'not_found' }

export type Router = (pathname: string) => Page

/** The host's own paths: no plugin can take them over. */
const OWN_PAGES: ReadonlyMap<string, Page> = new Map([
  ['/', { page: 'dashboard' }],
  ['/signed-out', { page: 'signed_out' }],
])

/** Slashes at the end make no other page. */
function ownPage(pathname: string): Page | undefined {
  let end = pathname.length
  while (end > 1 && pathname[end - 1] === '/') end -= 1
  return OWN_PAGES.get(pathname.slice(0, end))
}

/** Literal segments win over parameters, parameters over a wildcard; the further left, the more it counts. */
function rankOf(path: string): string {
  const ranks = path.split('/').map((segment) => (segment === '*' ? '2' : segment.startsWith(':') ? '1' : '0'))
  return ranks.join('')
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null // malformed percent-encoding names nothing
  }
}

function paramsOf(found: RegExpExecArray, keys: readonly string[]): Readonly<Record<string, string>> | null {
  const named = keys.flatMap((key, index) => {
    const value = decode(found[index + 1] ?? '')
    return value === null ? [] : [[key, value] as const]
  })
  return named.length === keys.length ? Object.fromEntries(named) : null
}

/** A path without parameters, which can stand in a menu. */
export function isPlainPath(path: string): boolean {
  return !path.split('/').some((segment) => segment === '*' || segment.startsWith(':'))
}

/** The entry of a menu that a path belongs to: itself, or the nearest above it. */
export function currentEntry(pathname: string, entries: readonly { readonly path: string }[]): string {
  const above = entries.map(({ path }) => path).filter((path) => `${pathname}/`.startsWith(`${path}/`))
  return above.toSorted((a, b) => b.length - a.length)[0] ?? '/'
}

/** @param places Permitted routes alone, in the order of the manifests: of two equal ones the first is shown. */
export function createRouter(places: readonly RoutePlace[]): Router {
  const ranked = places
    .map((place) => ({ place, rank: rankOf(place.route.path), ...parse(place.route.path) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
  return (pathname) => {
    const own = ownPage(pathname)
    if (own) return own
    for (const { place, pattern, keys } of ranked) {
      const found = pattern.exec(pathname)
      const params = found && paramsOf(found, keys)
      if (params) return { page: 'plugin', place, params }
    }
    return firstRouteOf(pathname, places)
  }
}

/** `/plugins/<id>` leads to that plugin's first page, when it declares no page of that path itself. */
function firstRouteOf(pathname: string, places: readonly RoutePlace[]): Page {
  const id = /^\/plugins\/([^/]+)\/?$/.exec(pathname)?.[1]
  const first = places.find((place) => place.plugin === id && isPlainPath(place.route.path))
  return first ? { page: 'redirect', to: first.route.path } : { page: 'not_found' }
}

/** The slot that the dashboard fills. */
export const DASHBOARD_SLOT = 'dashboard.main'

/**
 * Which of the permitted plugins a page shows: their bundles are all it needs, and others wait for a page of their own.
 *
 * @returns Ids, in the order of the manifests.
 */
export function pluginsOn(pathname: string, permitted: readonly Permitted[]): readonly string[] {
  const own = ownPage(pathname)
  if (own?.page === 'dashboard') return permitted.filter(isOnDashboard).map(({ id }) => id)
  if (own !== undefined) return []
  const router = createRouter(
    permitted.flatMap(({ id, contributions }) => contributions.routes.map((route) => ({ plugin: id, route }))),
  )
  const asked = router(pathname)
  const page = asked.page === 'redirect' ? router(asked.to) : asked
  return page.page === 'plugin' ? [page.place.plugin] : []
}

function isOnDashboard({ contributions }: Permitted): boolean {
  return contributions.widgets.some(({ slot }) => slot === DASHBOARD_SLOT)
}

type Permitted = Pick<PluginManifest, 'id' | 'contributions'>
