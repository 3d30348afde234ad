/** What goes wrong with plugins under development while they run: kept by build, so that the next one begins anew. */

export interface Trouble {
  readonly message: string
  /** What to do about it; `null`: the message says it all. */
  readonly fix: string | null
}

export interface Troubles {
  /** @param build As {@link buildOf} names it. The same trouble is kept once. */
  readonly add: (build: string, trouble: Trouble) => void
  readonly of: (build: string) => readonly Trouble[]
  readonly subscribe: (listener: () => void) => () => void
}

/** As many as somebody reads beside a widget. */
const MOST = 20
const NONE: readonly Trouble[] = []

export function createTroubles(): Troubles {
  const listeners = new Set<() => void>()
  const byBuild = new Map<string, readonly Trouble[]>()
  const of = (build: string): readonly Trouble[] => byBuild.get(build) ?? NONE
  return {
    add(build, trouble) {
      const known = of(build)
      if (known.length >= MOST || known.some(({ message }) => message === trouble.message)) return
      byBuild.set(build, [...known, trouble])
      for (const listener of listeners) listener()
    },
    of,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
