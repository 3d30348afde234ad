/** Loads something while a component shows, and again when asked or when what is loaded changes. */
import { useEffect, useRef, useState } from 'react'
import { failureOf, type Failure } from './items.ts'

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure }

/** @param key Names what is loaded: another key loads anew, and an answer for an old one is dropped. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): readonly [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  useEffect(() => {
    latest.current = load
  })
  useEffect(() => {
    const leaving = new AbortController()
    const settle = (next: Loaded<T>): void => {
      if (!leaving.signal.aborted) setLoaded(next)
    }
    latest.current(leaving.signal).then(
      (value) => settle({ state: 'ready', value }),
      (error: unknown) => settle({ state: 'failed', failure: failureOf(error) }),
    )
    return () => leaving.abort()
  }, [key, round])
  return [loaded, () => setRound((before) => before + 1)]
}
