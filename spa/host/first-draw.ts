import type { HostState } from './lifecycle.ts'
import { nextTask } from './next-task.ts'
import type { Store } from './store.ts'

/**
 * Draws the page for the first time. What its document has said by now is drawn in this very task, behind the imports that it
 * starts: a browser has much to do between two tasks of a page that begins. For more than that nobody waits.
 */
export function drawWhenTold(store: Store, draw: () => void): void {
  let isDrawn = false
  const drawOnce = (): void => {
    if (!isDrawn) draw()
    isDrawn = true
    unsubscribe()
  }
  const unsubscribe = store.subscribe(() => {
    if (isTold(store.state())) queueMicrotask(drawOnce)
  })
  void nextTask().then(drawOnce)
}

function isTold(state: HostState): boolean {
  return state.phase !== 'starting' && !(state.phase === 'signed_in' && state.discovery.state === 'running')
}
