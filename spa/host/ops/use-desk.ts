/** The desk within the console's components, and what they read from it. */
import { createContext, use, useCallback, useEffect, useState } from 'react'
import type { Desk, Result } from './desk.ts'
import type { Guard } from './guard.ts'

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (!desk) throw new Error('There is a desk only within the console')
  return desk
}

export interface Reading<T> {
  /** `null` while it is on its way; what was there before stays while it is read again. */
  readonly result: Result<T> | null
  readonly isReading: boolean
  readonly reload: () => void
}

interface Read<T> {
  readonly path: string
  readonly round: number
  readonly result: Result<T>
}

/** Reads a path, and again after `reload`. @param path `null`: nothing to read now. */
export function useReading<T>(path: string | null, guard: Guard<T>): Reading<T> {
  const desk = useDesk()
  const [read, setRead] = useState<Read<T> | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (path === null) return
    const ending = new AbortController()
    void desk.read(path, guard, ending.signal).then((result) => {
      if (!ending.signal.aborted) setRead({ path, round, result })
    })
    return () => ending.abort()
  }, [desk, path, guard, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  const current = read?.path === path ? read : null
  return { result: current?.result ?? null, isReading: current?.round !== round, reload }
}
