/** A tenant's tokens as a style sheet of its own, so that a page has them before any script runs. */
import type { ThemeTokens, UiConfig } from './theme.ts'

/** Of the element. The host takes it out once it has set the tokens itself, in the mode that the person wants. */
export const LOOK_STYLE = 'ee-look-style'

/** What a colour or a length is made of, see `core/ui.ts`: nothing that ends a declaration, a rule, or the element. */
const VALUE = /^[#A-Za-z0-9.,%()/ -]+$/

/** @returns The text of the style sheet; empty for a tenant that sets no token. */
export function printLook({ theme: { mode, light, dark } }: UiConfig): string {
  if (mode !== 'auto') return ruleOf(mode === 'light' ? light : dark)
  return bySystem('light', ruleOf(light)) + bySystem('dark', ruleOf(dark))
}

function bySystem(mode: 'light' | 'dark', rule: string): string {
  return rule === '' ? '' : `@media (prefers-color-scheme:${mode}){${rule}}`
}

function ruleOf(tokens: ThemeTokens): string {
  const sound = Object.entries(tokens).filter(([, value]) => VALUE.test(value))
  return sound.length === 0 ? '' : `:root{${sound.map(([name, value]) => `--ee-${name}:${value}`).join(';')}}`
}
