/** Holds the host's state and tells the views of each change. */
import type { EventTopics } from '#core/manifest'
import type { Session } from './answers.ts'
import { advance, type HostEvent, type HostState } from './lifecycle.ts'
import type { PluginState } from './plugin-state.ts'

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

export function pluginsOf(store: Store): readonly PluginState[] {
  const state = store.state()
  return state.phase === 'signed_in' && state.discovery.state === 'done' ? state.discovery.plugins : []
}

/** What a plugin's manifest declares of events now; `null`: the page has no such plugin. */
export function topicsOf(store: Store, id: string): EventTopics | null {
  return pluginsOf(store).find(({ manifest }) => manifest.id === id)?.manifest.events ?? null
}

export function sessionOf(store: Store): Session | null {
  const state = store.state()
  return state.phase === 'signed_in' ? state.session : null
}
