/** Long work is cut into tasks: between two of them the browser draws, and answers the person. */

// Held before any plugin can put something else in its place. Safari has no scheduler.
const scheduler: { readonly yield: () => Promise<void> } | undefined = Reflect.get(globalThis, 'scheduler')
const { setTimeout } = globalThis

export function nextTask(): Promise<void> {
  return scheduler?.yield ? scheduler.yield() : new Promise((resolve) => setTimeout(resolve))
}
