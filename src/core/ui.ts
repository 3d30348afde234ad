/** Reads `config/ui.yaml`: a brand and a theme for each tenant. */
import { isHost } from './address.ts'
import { contrast, isColor } from './color.ts'
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'
import { THEME_TOKENS } from './theme.ts'
import type { ThemeToken, ThemeTokens, UiConfig } from './theme.ts'

/** A static file of the host application: nobody else's server learns who opens the page. */
const LOGO = /^\/assets\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:svg|png|webp)$/
const LENGTH = /^(?:0|[0-9]{1,3}(?:\.[0-9]{1,3})?(?:px|rem|em))$/

/** Least contrast of text. @see WCAG 2.2, success criterion 1.4.3 (AA) */
const READABLE = 4.5

/** Tokens that stand on one another as text and ground. */
const READ_TOGETHER = [
  ['color-text', 'color-background'],
  ['color-text', 'color-surface'],
  ['color-text', 'color-surface-raised'],
  ['color-text-muted', 'color-background'],
  ['color-text-muted', 'color-surface'],
  ['color-accent-text', 'color-accent'],
] as const satisfies readonly (readonly [ThemeToken, ThemeToken])[]

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
      light: readTokens(theme?.optional('light') ?? null),
      dark: readTokens(theme?.optional('dark') ?? null),
    },
  }
}

function readTokens(place: Place | null): ThemeTokens {
  if (place === null) return {}
  place.only(...THEME_TOKENS)
  const tokens: Partial<Record<ThemeToken, string>> = {}
  for (const name of THEME_TOKENS) {
    const token = place.optional(name)
    if (token) tokens[name] = readToken(name, token)
  }
  refuseUnreadable(place, tokens)
  return tokens
}

function readToken(name: ThemeToken, place: Place): string {
  const text = place.text()
  if (text === '') return text
  if (name === 'radius' && !LENGTH.test(text)) place.reject('must be a length like 8px or 0.5rem')
  if (name !== 'radius' && !isColor(text)) {
    place.reject('must be a colour: #rgb, #rrggbb, #rrggbbaa, or rgb(), hsl(), oklch() of numbers')
  }
  return text
}

function refuseUnreadable(place: Place, tokens: ThemeTokens): void {
  for (const [text, ground] of READ_TOGETHER) {
    const ratio = contrast(tokens[text] ?? '', tokens[ground] ?? '')
    if (ratio === null || ratio >= READABLE) continue
    const floored = (Math.floor(ratio * 100) / 100).toFixed(2)
    place.field(text).reject(`has contrast ${floored} on ${ground}; people need ${READABLE} (WCAG 2.2 AA)`)
  }
}
