/** Subscriptions that end with the contribution that made them. */

/**
 * Subscribes, unless it is over already.
 *
 * @returns Ends it, once; later calls do nothing.
 */
export function untilClosed(closed: AbortSignal, subscribe: () => () => void): () => void {
  if (closed.aborted) return () => undefined
  const leave = subscribe()
  let isOver = false
  const stop = (): void => {
    if (isOver) return
    isOver = true
    closed.removeEventListener('abort', stop)
    leave()
  }
  closed.addEventListener('abort', stop, { once: true })
  return stop
}
