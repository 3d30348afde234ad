/** `config/ui.yaml`: a tenant's brand and the tokens it sets. */

/** Tokens a tenant may set, by mode. Each becomes the custom property `--ee-<name>`. */
export const THEME_TOKENS = [
  'color-background',
  'color-surface',
  'color-surface-raised',
  'color-text',
  'color-text-muted',
  'color-border',
  'color-accent',
  'color-accent-text',
  'color-danger',
  'color-success',
  'color-warning',
  'radius',
] as const
export type ThemeToken = (typeof THEME_TOKENS)[number]

export type ThemeTokens = Readonly<Partial<Record<ThemeToken, string>>>

export interface UiConfig {
  readonly brand: {
    readonly name: string
    /** Same-origin path of an image, for example `/assets/brand/acme.svg`. */
    readonly logo?: string
  }
  readonly theme: {
    /** `auto` follows the person's system. */
    readonly mode: 'light' | 'dark' | 'auto'
    readonly light: ThemeTokens
    readonly dark: ThemeTokens
  }
}

/** What a tenant has that `config/ui.yaml` says nothing about: the host's own look, following the person's system. */
export function defaultUi(tenant: string): UiConfig {
  return { brand: { name: tenant }, theme: { mode: 'auto', light: {}, dark: {} } }
}
