/** What a toast says, and the line of those that wait until their code is there. */
import type { ReactNode } from 'react'
import type { Tone } from './tone.ts'

export type ToastTone = Exclude<Tone, 'neutral'>

export interface ToastMessage {
  readonly heading: ReactNode
  readonly description?: ReactNode
  /** `danger` for what failed; it is not announced louder than the others. */
  readonly tone?: ToastTone
  /** One thing to do about it. The message goes when it is pressed. */
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

type Show = (message: ToastMessage) => void

const waiting: ToastMessage[] = []
const listeners = new Set<() => void>()
let show: Show | null = null

/** Shows a message. For what must not be missed use an `Alert`. */
export function toast(message: ToastMessage): void {
  if (show) return show(message)
  waiting.push(message)
  for (const listener of listeners) listener()
}

/** Whether a message waits for the code that shows it. */
export function isToastWaiting(): boolean {
  return waiting.length > 0 || show !== null
}

export function onToastWaiting(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The code is there: what waited is shown now, what comes is shown at once. */
export function takeToasts(next: Show): void {
  show = next
  for (const message of waiting.splice(0)) next(message)
}
