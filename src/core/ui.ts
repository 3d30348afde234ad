/** Reads `config/ui.yaml`: a brand and a theme for each tenant. */
import { isHost } from './address.ts'
import { isColor } from './color.ts'
import { findUnreadable } from './palette.ts'
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'
import { THEME_TOKENS } from './theme.ts'
import type { ThemeToken, ThemeTokens, UiConfig } from './theme.ts'

/** A static file of the host application: nobody else's server learns who opens the page. */
const LOGO = /^\/assets\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:svg|png|webp)$/
const LENGTH = /^(?:0|[0-9]{1,3}(?:\.[0-9]{1,3})?(?:px|rem|em))$/

const NO_LENGTH = 'must be a length like 8px or 0.5rem'
const NO_COLOR = 'must be a colour: #rgb, #rrggbb, #rrggbbaa, or rgb(), hsl(), oklch() of numbers'

/** Reads every tenant's look. One with a mistake is reported and left out; the others can be used. */
export function readUi(place: Place, rejections: Rejection[]): ReadonlyMap<string, UiConfig> {
  const byTenant = new Map<string, UiConfig>()
  for (const [tenant, entry] of place.only('tenants').field('tenants').fields()) {
    const own: Rejection[] = []
    const ui = readTenantUi(tenant, entry.reportingTo(own))
    if (own.length === 0) byTenant.set(tenant, ui)
    rejections.push(...own)
  }
  return byTenant
}

function readTenantUi(tenant: string, place: Place): UiConfig {
  if (!isHost(tenant)) place.reject('a tenant is a host in lower case without port')
  place.only('brand', 'theme')
  const brand = place.optional('brand')?.only('name', 'logo')
  const theme = place.optional('theme')?.only('mode', 'light', 'dark')
  const logo = brand?.optional('logo')?.text(LOGO, 'an svg, png or webp below /assets/, like /assets/brand/acme.svg')
  return {
    brand: { name: brand?.field('name').text() ?? tenant, ...(logo === undefined ? {} : { logo }) },
    theme: {
      mode: theme?.optional('mode')?.oneOf(['auto', 'light', 'dark']) ?? 'auto',
      light: readTokens('light', theme?.optional('light') ?? null),
      dark: readTokens('dark', theme?.optional('dark') ?? null),
    },
  }
}

function readTokens(mode: 'light' | 'dark', place: Place | null): ThemeTokens {
  if (place === null) return {}
  place.only(...THEME_TOKENS)
  const tokens: Partial<Record<ThemeToken, string>> = {}
  for (const name of THEME_TOKENS) {
    const text = readToken(name, place.optional(name))
    if (text !== null) tokens[name] = text
  }
  for (const { token, why } of findUnreadable(mode, tokens)) place.field(token).reject(why)
  return tokens
}

/** Plain colours and lengths: nothing that asks for a file, or ends a declaration. */
export function isTokenValue(name: ThemeToken, text: string): boolean {
  return name === 'radius' ? LENGTH.test(text) : isColor(text)
}

function readToken(name: ThemeToken, place: Place | null): string | null {
  const text = place?.text() ?? ''
  if (place === null || text === '') return null
  if (isTokenValue(name, text)) return text
  place.reject(name === 'radius' ? NO_LENGTH : NO_COLOR)
  return null
}
