/** A place for widgets: cards in columns, each as high as what it shows. */
import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { Card, EmptyState } from '@empowernow/ui'
import { Contribution, type ContributionFrame } from './contribution.tsx'
import type { PluginState } from './plugin-state.ts'
import { titleOf } from './titles.ts'

interface SlotProps extends Omit<ContributionFrame, 'plugin'> {
  readonly name: string
  readonly plugins: readonly PluginState[]
}

export function Slot({ name, plugins, ...frame }: SlotProps) {
  const slot = useRef<HTMLDivElement>(null)
  const columns = useColumns(slot)
  const places = plugins.flatMap((plugin) => {
    const here = plugin.widgets.filter(({ slot: wanted }) => wanted === name)
    return here.map((widget) => ({ plugin, widget, key: `${plugin.manifest.id}:${widget.component}` }))
  })
  if (places.length === 0) {
    return (
      <EmptyState heading="Nothing here yet" icon="box" level={2}>
        Widgets appear here once your organisation has enabled some for you.
      </EmptyState>
    )
  }
  return (
    <div ref={slot} data-host="slot" data-slot={name}>
      {places.map(({ plugin, widget, key }, position) => (
        <WidgetCard
          key={key}
          title={titleOf(widget)}
          height={widget.height ?? null}
          plugin={plugin.manifest.id}
          column={columns === null ? null : (position % columns) + 1}
        >
          <Contribution {...frame} plugin={plugin} kind="widget" contribution={widget} params={NO_PARAMS} />
        </WidgetCard>
      ))}
    </div>
  )
}

const NO_PARAMS = {}

/** All three stand in pages.css too: the least width of a column, the space around cards, the rows of a slot. */
const COLUMN_REM = 22
const GAP_PX = 16
const ROW_PX = 4

/** As many columns as the style sheet gives this width; `null` before the first look. */
function useColumns(slot: RefObject<HTMLElement | null>): number | null {
  const [columns, setColumns] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = slot.current
    if (!element) return
    const count = (): void => {
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setColumns(Math.max(1, Math.floor((element.clientWidth + GAP_PX) / (COLUMN_REM * remPx + GAP_PX))))
    }
    const observer = new ResizeObserver(count)
    observer.observe(element)
    count()
    return () => observer.disconnect()
  }, [slot])
  return columns
}

interface WidgetCardProps {
  readonly title: string
  readonly plugin: string
  /** In rem, see the manifest; `null`: what is usual. */
  readonly height: number | null
  /** Kept whatever the heights: a card that grows moves those below it, and none to another column. */
  readonly column: number | null
  readonly children: ReactNode
}

/** Takes as many rows of the slot's fine grid as it is high, so that a short card leaves no hole beside a tall one. */
function WidgetCard({ title, plugin, height, column, children }: WidgetCardProps) {
  const card = useRef<HTMLElement>(null)
  const [rows, setRows] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = card.current
    if (!element) return
    const measure = (): void => setRows(Math.ceil((element.offsetHeight + GAP_PX) / ROW_PX))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  const place = {
    ...(rows === null ? {} : { gridRowEnd: `span ${rows}` }),
    ...(column === null ? {} : { gridColumnStart: column }),
    ...(height === null ? {} : { minBlockSize: `${height}rem` }),
  }
  return (
    <Card ref={card} heading={title} data-plugin={plugin} style={place}>
      {children}
    </Card>
  )
}
