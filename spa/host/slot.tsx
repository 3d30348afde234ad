/** A place for widgets: cards in columns, each as high as what it shows. */
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { Card, EmptyState } from '@empowernow/ui'
import { Contribution, type ContributionFrame } from './contribution.tsx'
import type { PluginState } from './plugin-state.ts'
import { titleOf } from './titles.ts'
import { warmFormats } from './warm-formats.ts'

interface SlotProps extends Omit<ContributionFrame, 'plugin'> {
  readonly name: string
  readonly plugins: readonly PluginState[]
}

export function Slot({ name, plugins, ...frame }: SlotProps) {
  const slot = useRef<HTMLDivElement>(null)
  const places = plugins.flatMap((plugin) => {
    const here = plugin.widgets.filter(({ slot: wanted }) => wanted === name)
    return here.map((widget) => ({ plugin, widget, key: `${plugin.manifest.id}:${widget.component}` }))
  })
  useFit(slot, places.map(({ key }) => key).join(' '))
  const isComplete = places.every(({ plugin: { load } }) => load.state !== 'idle' && load.state !== 'loading')
  useEffect(() => {
    if (isComplete) void warmFormats()
  }, [isComplete])
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
          position={position}
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

/**
 * Gives a slot as many columns as fit its width, and each card as many rows as it is high: when cards come, before anything
 * is painted, and then whenever the browser has found that a size is another.
 *
 * @param cards Names those that are there.
 */
function useFit(slot: RefObject<HTMLElement | null>, cards: string): void {
  useLayoutEffect(() => {
    const element = slot.current
    if (!element) return
    const all = [element, ...element.children].filter((each) => each instanceof HTMLElement)
    // Read first, all of it, and then written: the page is laid out once.
    const sizes = all.map((each) => [each, each.clientWidth, each.offsetHeight] as const)
    for (const [each, width, height] of sizes) fit(each, width, height)
    const observer = new ResizeObserver((changes) => {
      for (const { target, contentRect, borderBoxSize } of changes) {
        if (target instanceof HTMLElement) fit(target, contentRect.width, borderBoxSize[0]?.blockSize ?? 0)
      }
    })
    for (const each of all) observer.observe(each)
    return () => observer.disconnect()
  }, [slot, cards])
}

function fit(element: HTMLElement, width: number, height: number): void {
  if (element.dataset['slot'] === undefined) element.style.gridRowEnd = `span ${rowsOf(height)}`
  else element.style.setProperty('--columns', `${columnsIn(width)}`)
}

/** As many as the style sheet makes of this width. */
function columnsIn(width: number): number {
  const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return Math.max(1, Math.floor((width + GAP_PX) / (COLUMN_REM * remPx + GAP_PX)))
}

function rowsOf(height: number): number {
  return Math.ceil((height + GAP_PX) / ROW_PX)
}

interface WidgetCardProps {
  readonly title: string
  readonly plugin: string
  /** In rem, see the manifest; `null`: what is usual. */
  readonly height: number | null
  /** Gives the column, whatever the heights: a card that grows moves those below it, and none to another column. */
  readonly position: number
  readonly children: ReactNode
}

/** Takes as many rows of the slot's fine grid as it is high, so that a short card leaves no hole beside a tall one. */
function WidgetCard({ title, plugin, height, position, children }: WidgetCardProps) {
  const place: Record<string, unknown> & CSSProperties = {
    '--position': position,
    ...(height === null ? {} : { minBlockSize: `${height}rem` }),
  }
  return (
    <Card heading={title} data-plugin={plugin} style={place}>
      {children}
    </Card>
  )
}
