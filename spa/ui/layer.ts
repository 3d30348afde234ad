/** Where popups are put: an open modal takes its own, because the browser makes all else unreachable. */
import { createContext, type RefObject } from 'react'

export const LayerContext = /* @__PURE__ */ createContext<RefObject<HTMLElement | null> | undefined>(undefined)
