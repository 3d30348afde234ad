/** Waits until everything that a test set off has happened: calls answered, effects run, components drawn. */
import { act } from 'react'

export interface Settling {
  /** Acts, then waits until nothing is under way. */
  readonly settle: (act?: () => void | Promise<void>) => Promise<void>
  /** Counts as under way until it has ended. */
  readonly tracked: <T>(work: Promise<T>) => Promise<T>
}

/** Turns in a row without work after which nothing more will come by itself: bodies are read in turns of their own. */
const QUIET_TURNS = 10

export function createSettling(): Settling {
  const working = new Set<Promise<unknown>>()
  let begun = 0
  const quiet = async (): Promise<void> => {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      if (working.size > 0) turns = 0
      await Promise.allSettled(working)
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
  return {
    settle: async (doing = () => undefined) => {
      Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
      await act(async () => doing())
      // React draws, and runs effects, when an act ends: what those begin is waited for in the next.
      for (let before = -1; before !== begun;) {
        before = begun
        await act(quiet)
      }
    },
    tracked: (work) => {
      begun += 1
      working.add(work)
      void Promise.allSettled([work]).then(() => working.delete(work))
      return work
    },
  }
}
