/** A frame that scrolls what is wider or higher than it, for the keyboard as well. */
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'

interface ScrollFrameProps {
  readonly labelledBy: string
  /** In pixels; `null`: as high as what it holds. */
  readonly height?: number | null
  /** What it holds can be reached by Tab already. */
  readonly isReachable?: boolean
  readonly frame?: RefObject<HTMLDivElement | null>
  readonly children: ReactNode
}

export function ScrollFrame({ labelledBy, height = null, isReachable = false, frame, children }: ScrollFrameProps) {
  const own = useRef<HTMLDivElement>(null)
  const ref = frame ?? own
  const scrolls = useScrolls(ref)
  const stop = scrolls && !isReachable ? { tabIndex: 0, role: 'region', 'aria-labelledby': labelledBy } : {}
  const size = height === null ? {} : { style: { blockSize: height } }
  return (
    <div ref={ref} {...stop} {...size} data-ee="table-frame" data-fixed={height !== null || undefined}>
      {children}
    </div>
  )
}

/** Whether a frame is smaller than what it holds: then it must be a stop for the keyboard, which scrolls it. */
function useScrolls(frame: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false)
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const look = (): void => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
      setScrolls(scrollWidth > clientWidth || scrollHeight > clientHeight)
    }
    const observer = new ResizeObserver(look)
    for (const observed of [element, ...element.children]) observer.observe(observed)
    return () => observer.disconnect()
  }, [frame])
  return scrolls
}
