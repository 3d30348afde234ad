/** A tenant's tokens as a style sheet of its own, so that a page has them before any script runs. */
import { THEME_TOKENS, type ThemeTokens, type UiConfig } from './theme.ts'
import { isTokenValue } from './ui.ts'

/** @returns The text of the style sheet; empty for a tenant that sets no token. */
export function printLook({ theme: { mode, light, dark } }: UiConfig): string {
  if (mode !== 'auto') return ruleOf(mode === 'light' ? light : dark)
  return bySystem('light', ruleOf(light)) + bySystem('dark', ruleOf(dark))
}

function bySystem(mode: 'light' | 'dark', rule: string): string {
  return rule === '' ? '' : `@media (prefers-color-scheme:${mode}){${rule}}`
}

/** The configuration holds sound values alone; looked at once more, since here they become text of a page. */
function ruleOf(tokens: ThemeTokens): string {
  const declarations = THEME_TOKENS.flatMap((name) => {
    const { [name]: value } = tokens
    return value !== undefined && isTokenValue(name, value) ? [`--ee-${name}:${value}`] : []
  })
  return declarations.length === 0 ? '' : `:root{${declarations.join(';')}}`
}
