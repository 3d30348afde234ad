/** The console's pages and their paths. Each belongs to one tenant, which its path names. */
import { parse } from 'regexparam'

export const PAGES = ['overview', 'plugin', 'revisions', 'audit', 'sessions', 'configuration'] as const

export type Place =
  | { readonly page: 'overview' | 'revisions' | 'audit' | 'sessions' | 'configuration'; readonly tenant: string }
  | { readonly page: 'plugin'; readonly tenant: string; readonly plugin: string }

const PATHS = {
  overview: '/tenants/:tenant',
  plugin: '/tenants/:tenant/plugins/:plugin',
  revisions: '/tenants/:tenant/revisions',
  audit: '/tenants/:tenant/audit',
  sessions: '/tenants/:tenant/sessions',
  configuration: '/tenants/:tenant/configuration',
} as const satisfies Record<(typeof PAGES)[number], string>

const ROUTES = PAGES.map((page) => ({ page, ...parse(PATHS[page]) }))

/** @returns `null` for a path that names no page. */
export function placeOf(pathname: string): Place | null {
  for (const { page, pattern } of ROUTES) {
    const found = pattern.exec(pathname)
    const [tenant, plugin] = [decode(found?.[1]), decode(found?.[2])]
    if (tenant === null) continue
    if (page !== 'plugin') return { page, tenant }
    if (plugin !== null) return { page, tenant, plugin }
  }
  return null
}

export function pathOf(place: Place): string {
  const tenant = encodeURIComponent(place.tenant)
  const path = PATHS[place.page].replace(':tenant', () => tenant)
  return place.page === 'plugin' ? path.replace(':plugin', () => encodeURIComponent(place.plugin)) : path
}

/** The same page of another tenant; that tenant need not have the plugin, so from one the way leads to all of them. */
export function inTenant(place: Place, tenant: string): Place {
  return { page: place.page === 'plugin' ? 'overview' : place.page, tenant }
}

function decode(segment: string | undefined): string | null {
  try {
    return segment === undefined ? null : decodeURIComponent(segment)
  } catch {
    return null // malformed percent-encoding names nothing
  }
}
