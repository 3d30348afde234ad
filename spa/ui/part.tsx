/**
 * A component whose code comes when it is first wanted: whoever never shows it never downloads it.
 *
 * Not `React.lazy`: a suspended part hides its neighbours and is held back by React's throttle when it arrives. Here a
 * stand-in of the same size is shown until the code is there, and from then on nobody waits.
 */
import { type ComponentType, createElement, type ReactNode, useState, useSyncExternalStore } from 'react'

interface SlotProps<Props> {
  /** For the component, once it is there. */
  readonly props: Props
  /** Takes its place until then, at its size. */
  readonly standIn?: ReactNode
  /** Whether to fetch the code now. */
  readonly isWanted?: boolean
}

export interface Part<Props> {
  /** Begins to fetch the code, unless that has begun; after a failure, again. */
  readonly load: () => void
  /**
   * Throws, in React's render, what went wrong with the code: the boundary around it offers another try. An optional part
   * is left out instead.
   */
  readonly Slot: (slot: SlotProps<Props>) => ReactNode
}

type State<Props> =
  | { readonly phase: 'away' }
  | { readonly phase: 'here'; readonly component: ComponentType<Props> }
  | { readonly phase: 'failed'; readonly error: unknown }

interface PartRules {
  /** For what the page can be used without: its failure must not take down what is around it. */
  readonly isOptional?: boolean
}

/** @param fetchPart Imports the module. Called again only after a failure. */
export function part<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
  { isOptional = false }: PartRules = {},
): Part<Props> {
  let state: State<Props> = { phase: 'away' }
  let isAsked = false
  const listeners = new Set<() => void>()

  const become = (next: State<Props>): void => {
    state = next
    for (const listener of listeners) listener()
  }
  const ask = (): void => {
    if (isAsked) return
    isAsked = true
    fetchPart().then(
      (component) => become({ phase: 'here', component }),
      (error: unknown) => become({ phase: 'failed', error }),
    )
  }
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** A slot that is mounted after a failure asks again; React's own second try at the same slot must not. */
  const forgetFailure = (): void => {
    if (state.phase !== 'failed') return
    state = { phase: 'away' }
    isAsked = false
  }

  function Slot({ props, standIn = null, isWanted = true }: SlotProps<Props>): ReactNode {
    useState(forgetFailure)
    const now = useSyncExternalStore(subscribe, () => state)
    if (isWanted) ask() // in the render, so that the request leaves before the first paint
    if (now.phase === 'here') return createElement(now.component, props)
    if (now.phase !== 'failed' || isOptional) return standIn
    throw now.error
  }
  return {
    load() {
      forgetFailure()
      ask()
    },
    Slot,
  }
}
