/** What the page lends the plugins' SDKs beside the gateway: pages to go to, its look, and the news that it is left. */
import { onThemeChange } from '@empowernow/ui'
import type { ThemeState, Transport } from '../sdk/index.ts'
import { THEME_TOKENS } from '#core/theme'
import type { Navigation } from './navigation.ts'

export type Facilities = Pick<Transport, 'navigate' | 'theme' | 'onHidden'>

export function browserFacilities({ navigate }: Pick<Navigation, 'navigate'>): Facilities {
  return { navigate, theme: { current: currentTheme, subscribe: onThemeChange }, onHidden }
}

let theme: ThemeState | null = null
onThemeChange(() => {
  theme = null
})

function currentTheme(): ThemeState {
  theme ??= readTheme()
  return theme
}

/** As the page's style says: what `light-dark()` and mixes come to is known to the browser alone. */
function readTheme(): ThemeState {
  const root = document.documentElement
  const probe = root.appendChild(document.createElement('span'))
  const style = getComputedStyle(probe)
  const tokens = THEME_TOKENS.map((token) => {
    if (!token.startsWith('color-')) return [token, style.getPropertyValue(`--ee-${token}`).trim()] as const
    probe.style.color = `var(--ee-${token})`
    return [token, style.color] as const
  })
  probe.remove()
  const mode = root.dataset['mode'] === 'dark' ? 'dark' : 'light'
  return Object.freeze({ mode, tokens: Object.freeze(Object.fromEntries(tokens)) })
}

function onHidden(callback: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'hidden') callback()
  }
  document.addEventListener('visibilitychange', look)
  return () => document.removeEventListener('visibilitychange', look)
}
