/** Short messages that come and go by themselves. One queue for the host and all plugins. */
import { useSyncExternalStore } from 'react'
import { later } from '../later.ts'
import { part } from './part.tsx'
import { isToastWaiting, onToastWaiting } from './toast-queue.ts'

export { toast, type ToastMessage } from './toast-queue.ts'

const region = /* @__PURE__ */ part(
  /* @__PURE__ */ later(
    () => import('./toast-region.tsx'),
    ({ ToastRegion }) => ToastRegion,
  ),
  { isOptional: true },
)

/** Where messages appear. The host renders one; a plugin needs none. */
export function Toaster() {
  const isWanted = useSyncExternalStore(onToastWaiting, isToastWaiting)
  return <region.Slot props={{}} isWanted={isWanted} />
}
