/** Which rows of a long table are drawn: those in sight, a few around them, and the one that has the focus. */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef } from 'react'

/** Until the first rows are measured. */
const ROW_PIXELS = 44
/** Rows drawn beyond the edge, so that scrolling by wheel shows no blank. */
const AROUND = 8

type Item =
  | { readonly kind: 'row'; readonly at: number }
  | { readonly kind: 'gap'; readonly key: string; readonly height: number }

/** @param active The row that keeps the focus, `-1`: the header has it. */
export function useSight(count: number, isLong: boolean, active: number) {
  const frame = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const sight = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count,
    enabled: isLong,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    overscan: AROUND,
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(active >= 0 && active < count ? [active] : [])])].toSorted(
        (one, other) => one - other,
      ),
  })
  const shown = useRef(active)
  useLayoutEffect(() => {
    if (shown.current === active) return
    shown.current = active
    if (isLong && active >= 0) sight.scrollToIndex(active)
    else if (isLong) sight.scrollToOffset(0)
  }, [active, isLong, sight])

  const items: Item[] = []
  if (!isLong) {
    for (let at = 0; at < count; at += 1) items.push({ kind: 'row', at })
    return { frame, items, measure: undefined }
  }
  let end = 0
  for (const { index, start, size } of sight.getVirtualItems()) {
    // The rows keep their places in the document while a gap grows: the gap above all of them stays the same one.
    if (start > end) items.push({ kind: 'gap', key: end === 0 ? 'first' : 'inner', height: start - end })
    items.push({ kind: 'row', at: index })
    end = start + size
  }
  const rest = sight.getTotalSize() - end
  if (rest > 0) items.push({ kind: 'gap', key: 'last', height: rest })
  return { frame, items, measure: sight.measureElement }
}
