/** Holds the host's state and tells the views of each change. */
import { advance, type HostEvent, type HostState } from './lifecycle.ts'

export interface Store {
  readonly state: () => HostState
  readonly send: (event: HostEvent) => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createStore(): Store {
  const listeners = new Set<() => void>()
  let state: HostState = { phase: 'starting' }
  return {
    state: () => state,
    send(event) {
      const next = advance(state, event)
      if (next === state) return
      state = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
