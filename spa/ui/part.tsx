/**
 * A component whose code comes when it is first wanted: whoever never shows it never downloads it.
 *
 * Not `React.lazy`: a suspended part hides its neighbours and is held back by React's throttle when it arrives. Here a
 * stand-in of the same size is shown until the code is there, and from then on nobody waits.
 */
import { type ComponentType, useSyncExternalStore } from 'react'

export interface Part<Props> {
  /** Begins to fetch the code, unless that has begun. */
  readonly load: () => void
  /**
   * The component, or `null` as long as its code is on its way.
   *
   * @param isWanted Whether to fetch the code now.
   * @throws In React's render, what went wrong when the code was fetched: the boundary around it offers another try.
   */
  readonly usePart: (isWanted?: boolean) => ComponentType<Props> | null
}

type State<Props> =
  | { readonly phase: 'idle' | 'coming' }
  | { readonly phase: 'here'; readonly component: ComponentType<Props> }
  | { readonly phase: 'failed'; readonly error: unknown }

/** @param fetchPart Imports the module. Called again only after a failure. */
export function part<Props>(fetchPart: () => Promise<ComponentType<Props>>): Part<Props> {
  let state: State<Props> = { phase: 'idle' }
  const listeners = new Set<() => void>()

  const become = (next: State<Props>): void => {
    state = next
    for (const listener of listeners) listener()
  }
  const load = (): void => {
    if (state.phase !== 'idle') return
    state = { phase: 'coming' }
    fetchPart().then(
      (component) => become({ phase: 'here', component }),
      (error: unknown) => become({ phase: 'failed', error }),
    )
  }
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    load,
    usePart(isWanted = true) {
      const now = useSyncExternalStore(subscribe, () => state)
      if (isWanted) load() // in the render, so that the request leaves before the first paint
      if (now.phase === 'here') return now.component
      if (now.phase !== 'failed') return null
      state = { phase: 'idle' } // the next try asks again
      throw now.error
    },
  }
}
