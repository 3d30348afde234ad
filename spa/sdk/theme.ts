/** `sdk.theme`: the look of the page, for what CSS cannot reach, like a canvas. */
import { untilClosed } from './closing.ts'

export interface ThemeState {
  readonly mode: 'light' | 'dark'
  /** Values as the page has them now, by names without `--ee-`: `color-accent`, `radius`. Colours are ready to draw with. */
  readonly tokens: Readonly<Record<string, string>>
}

/** Where the theme comes from: the same object until it changes. */
export interface ThemeSource {
  readonly current: () => ThemeState
  readonly subscribe: (listener: () => void) => () => void
}

export interface SdkTheme {
  /** Mode and tokens of this moment; the same object until something changes. */
  current(): ThemeState
  /**
   * Calls back after each change of mode or tenant theme, until unsubscribed or unmounted.
   *
   * @returns Unsubscribes.
   */
  subscribe(listener: (theme: ThemeState) => void): () => void
}

const PLAIN: ThemeState = Object.freeze({ mode: 'light', tokens: Object.freeze({}) })

const NO_SOURCE: ThemeSource = { current: () => PLAIN, subscribe: () => () => undefined }

export function createTheme(
  source: ThemeSource = NO_SOURCE,
  closed: AbortSignal,
  guarded: (call: () => void) => void,
): SdkTheme {
  return {
    current: Object.freeze(() => source.current()),
    subscribe: Object.freeze((listener: (theme: ThemeState) => void) => {
      return untilClosed(closed, () => source.subscribe(() => guarded(() => listener(source.current()))))
    }),
  }
}
