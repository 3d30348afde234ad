/** How the gallery looks: a brand in a mode, how close things stand, and the reading direction. All of it in the address. */
import type { UiSettings } from '@empowernow/ui'

/** The library's own look, and a second brand: what a tenant sets, and nothing else. */
export const BRANDS = {
  flux: { brand: { name: 'Neon Flux' }, light: {}, dark: {} },
  meadow: {
    brand: { name: 'Meadow', logo: '/assets/brand/globex.svg' },
    light: {
      'color-background': '#f2f7f5',
      'color-text': '#10261f',
      'color-accent': '#06776b',
      'color-accent-text': '#ffffff',
      radius: '4px',
    },
    dark: {
      'color-background': '#06110f',
      'color-surface': '#0c1b18',
      'color-text': '#e6f4ee',
      'color-accent': '#3fdcb7',
      'color-accent-text': '#04211b',
      radius: '4px',
    },
  },
} as const

export type BrandName = keyof typeof BRANDS

export interface Look {
  readonly brand: BrandName | 'tenant'
  readonly mode: 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  readonly dir: 'ltr' | 'rtl'
  readonly code: 'on' | 'off'
}

const CHOICES = {
  brand: ['flux', 'meadow', 'tenant'],
  mode: ['dark', 'light'],
  density: ['comfortable', 'compact'],
  dir: ['ltr', 'rtl'],
  code: ['on', 'off'],
} as const

/** The look that an address asks for; what it does not name, or names wrongly, is the first choice. */
export function lookOf(search: string): Look {
  const query = new URLSearchParams(search)
  return {
    brand: pick(query.get('brand'), CHOICES.brand),
    mode: pick(query.get('mode'), CHOICES.mode),
    density: pick(query.get('density'), CHOICES.density),
    dir: pick(query.get('dir'), CHOICES.dir),
    code: pick(query.get('code'), CHOICES.code),
  }
}

function pick<const Choice extends string>(wanted: string | null, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices.find((choice) => choice === wanted) ?? choices[0]
}

export function searchOf(look: Look): string {
  const usual: readonly string[] = Object.values(lookOf(''))
  const named = Object.entries(look).filter(([, value]) => !usual.includes(value))
  return named.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(named))}`
}

/** @param tenant What the gateway says of this tenant; `null` for somebody who is not signed in. */
export function settingsOf({ brand, mode }: Look, tenant: UiSettings | null): UiSettings {
  if (brand === 'tenant') return { ...tenantOr(tenant), theme: { ...tenantOr(tenant).theme, mode } }
  const { brand: named, light, dark } = BRANDS[brand]
  return { brand: named, theme: { mode, light, dark } }
}

function tenantOr(tenant: UiSettings | null): UiSettings {
  return tenant ?? { brand: { name: 'This tenant' }, theme: { mode: 'auto', light: {}, dark: {} } }
}
