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

/**
 * What holds for a token that a tenant leaves out. The library's `tokens.css` has the same, which a test holds; the tokens
 * that are missing here are derived from these.
 */
export const THEME_DEFAULTS: Readonly<Record<'light' | 'dark', ThemeTokens>> = {
  light: {
    'color-background': '#f4f5fb',
    'color-surface': '#ffffff',
    'color-text': '#15172b',
    'color-accent': '#5a3df0',
    'color-accent-text': '#ffffff',
    'color-danger': '#c2183f',
    'color-success': '#0a7a4b',
    'color-warning': '#96580a',
    radius: '12px',
  },
  dark: {
    'color-background': '#0a0c16',
    'color-surface': '#121524',
    'color-text': '#eef0fb',
    'color-accent': '#9b8cff',
    'color-accent-text': '#0d0a24',
    'color-danger': '#ff8093',
    'color-success': '#45d99a',
    'color-warning': '#f5b84d',
    radius: '12px',
  },
}

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
