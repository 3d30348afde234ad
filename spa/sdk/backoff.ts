/** How long a stream waits before it connects again. */

const FIRST_MILLISECONDS = 1000
/** No one watches a dashboard that is more than half a minute behind. */
const LONGEST_MILLISECONDS = 30_000

/**
 * Doubles with each attempt in a row; half of it is random, so that a restarted gateway is not met by everyone at once.
 *
 * @param attempt 0 for the first reconnect after a stream that worked.
 * @param first What the server asked for with `retry:`, if it did.
 * @param random In [0, 1).
 */
export function reconnectDelay(attempt: number, random: number, first: number = FIRST_MILLISECONDS): number {
  const full = Math.min(LONGEST_MILLISECONDS, Math.max(first, 1) * 2 ** Math.min(attempt, 16))
  return Math.round(full * (0.5 + random / 2))
}

export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>

/** Waits; rejects with the signal's reason when it aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}
