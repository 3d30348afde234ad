/** What goes wrong with plugins under development while they run: kept by bundle, so that the next build begins anew. */

export interface Trouble {
  readonly message: string
  /** What to do about it; `null`: the message says it all. */
  readonly fix: string | null
}

export interface Troubles {
  /** @param url Of the bundle. The same trouble is kept once. */
  readonly add: (url: string, trouble: Trouble) => void
  readonly of: (url: string) => readonly Trouble[]
  readonly subscribe: (listener: () => void) => () => void
}

/** As many as somebody reads beside a widget. */
const MOST = 20
const NONE: readonly Trouble[] = []

export function createTroubles(): Troubles {
  const listeners = new Set<() => void>()
  const byUrl = new Map<string, readonly Trouble[]>()
  const of = (url: string): readonly Trouble[] => byUrl.get(url) ?? NONE
  return {
    add(url, trouble) {
      const known = of(url)
      if (known.length >= MOST || known.some(({ message }) => message === trouble.message)) return
      byUrl.set(url, [...known, trouble])
      for (const listener of listeners) listener()
    },
    of,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
