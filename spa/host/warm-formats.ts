import { nextTask } from './next-task.ts'

/**
 * A browser reads its words and rules for a language when the first number is written, which takes 13 ms, and for the first
 * date 3 more. Hardly a dashboard shows neither: to be called when its plugins are there, and wait for what they asked for.
 */
export async function warmFormats(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await nextTask()
  ;(0).toLocaleString()
  await nextTask()
  new Date(0).toLocaleDateString(undefined, { month: 'short' })
}
