/** Work that is asked for more often than it need be done: one run at a time, and one more for all that came meanwhile. */
import { type Pause, reconnectDelay } from '../sdk/backoff.ts'

interface Turns {
  /** At once, or right after the run that is under way. */
  readonly now: () => void
  /** After so many milliseconds; takes the place of what was asked for later before. */
  readonly in: (milliseconds: number) => void
  /** Forgets what is asked for; a run under way comes to its own end. */
  readonly stop: () => void
  /** Whether a run is asked for at a later time. */
  readonly isDue: () => boolean
}

/** @param run Whether it worked; if not it is tried again, after longer each time. */
export function createTurns(run: () => Promise<boolean>, pause: Pause, random: () => number): Turns {
  let isRunning = false
  let isWanted = false
  let failures = 0
  let timer: AbortController | null = null

  const work = async (): Promise<void> => {
    isRunning = true
    while (isWanted) {
      isWanted = false
      failures = (await run().catch(() => false)) ? 0 : failures + 1
    }
    isRunning = false
    if (failures > 0 && timer === null) turns.in(reconnectDelay(failures, random()))
  }

  const turns: Turns = {
    now() {
      isWanted = true
      if (!isRunning) void work()
    },
    in(milliseconds) {
      timer?.abort()
      const own = new AbortController()
      timer = own
      pause(milliseconds, own.signal).then(
        () => {
          timer = null
          turns.now()
        },
        () => null,
      )
    },
    stop() {
      timer?.abort()
      timer = null
      isWanted = false
      failures = 0
    },
    isDue: () => timer !== null,
  }
  return turns
}
