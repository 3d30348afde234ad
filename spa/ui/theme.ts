/** Puts a tenant's theme on the page, in the mode the person or their system prefers. */
import { useSyncExternalStore } from 'react'

export type Mode = 'light' | 'dark'
export type ModeChoice = Mode | 'auto'
/** How close things stand: `compact` for people who work in it all day. */
export type Density = 'comfortable' | 'compact'

type Tokens = Readonly<Partial<Record<string, string>>>

/** What `GET /api/configs/ui` answers: the brand, and the tokens it sets in each mode, by their names without `--ee-`. */
export interface UiSettings {
  readonly brand: { readonly name: string; readonly logo?: string }
  readonly theme: { readonly mode: ModeChoice; readonly light: Tokens; readonly dark: Tokens }
}

export interface Theme {
  /** The mode shown now. */
  readonly mode: Mode
  /** What was asked for: the person's own choice, else the tenant's. */
  readonly choice: ModeChoice
  readonly brand: UiSettings['brand'] | null
}

/** A preference of this browser, nothing about the person. */
const STORAGE_KEY = 'ee-mode'
const DARK = '(prefers-color-scheme: dark)'

let config: UiSettings | null = null
let forced: Mode | null = null
let theme: Theme | null = null
let watching = false
const listeners = new Set<() => void>()

/**
 * Applies a tenant's theme; called again, it replaces the one before. Values come validated from the gateway.
 *
 * @param mode Shown whatever tenant, person and system would have; for a page that shows looks.
 */
export function applyTheme(ui: UiSettings, mode: Mode | null = null): void {
  config = ui
  forced = mode
  render()
}

/** Sets how close things stand on this page. */
export function applyDensity(density: Density): void {
  document.documentElement.dataset['density'] = density
}

/** Keeps the person's choice of mode in this browser; `auto` gives it back to tenant and system. */
export function chooseMode(choice: ModeChoice): void {
  try {
    if (choice === 'auto') localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, choice)
  } catch {
    // A browser that keeps nothing forgets the choice at the next load.
  }
  render(choice)
}

/** The theme shown now, and how to choose another mode. */
export function useTheme(): Theme & { readonly chooseMode: (choice: ModeChoice) => void } {
  const shown = useSyncExternalStore(subscribe, current)
  return { ...shown, chooseMode }
}

/** Calls back after each change of mode or of the tenant's theme. @returns Ends that. */
export function onThemeChange(listener: () => void): () => void {
  return subscribe(listener)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function current(): Theme {
  theme ??= settle(storedChoice())
  return theme
}

function render(choice: ModeChoice = storedChoice()): void {
  watchSystem()
  theme = settle(choice)
  const root = document.documentElement
  root.dataset['mode'] = theme.mode
  writeTokens(root.style, config?.theme[theme.mode] ?? {})
  for (const listener of listeners) listener()
}

function settle(own: ModeChoice): Theme {
  const choice = own === 'auto' ? (config?.theme.mode ?? 'auto') : own
  const system = matchMedia(DARK).matches ? 'dark' : 'light'
  return { mode: forced ?? (choice === 'auto' ? system : choice), choice, brand: config?.brand ?? null }
}

function watchSystem(): void {
  if (watching) return
  watching = true
  matchMedia(DARK).addEventListener('change', () => render())
}

const written = new Set<string>()

/** Through the CSSOM only: the policy forbids style attributes and style elements. */
function writeTokens(style: CSSStyleDeclaration, tokens: Tokens): void {
  for (const name of written) style.removeProperty(name)
  written.clear()
  for (const [token, value] of Object.entries(tokens)) {
    if (value === undefined) continue
    style.setProperty(`--ee-${token}`, value)
    written.add(`--ee-${token}`)
  }
}

function storedChoice(): ModeChoice {
  try {
    const stored = localStorage.getItem(STORAGE_KEY)
    return stored === 'light' || stored === 'dark' ? stored : 'auto'
  } catch {
    return 'auto'
  }
}
