/** Several views in one place, one of them shown. */
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useState } from 'react'

export interface Tab {
  readonly value: string
  readonly label: ReactNode
  readonly content: ReactNode
}

export interface TabsProps extends Omit<ComponentProps<'div'>, 'defaultValue'> {
  /** Names the set for those who listen. */
  readonly label: string
  readonly items: readonly Tab[]
  /** The shown tab. Leave it out to let the component keep its own. */
  readonly value?: string
  readonly defaultValue?: string
  readonly onValueChange?: (value: string) => void
}

export function Tabs({ label, items, value, defaultValue, onValueChange, ...rest }: TabsProps) {
  const id = useId()
  const [own, setOwn] = useState(defaultValue)
  const shown = items.find((tab) => tab.value === (value ?? own)) ?? items[0]
  const choose = (next: string): void => {
    setOwn(next)
    onValueChange?.(next)
  }
  return (
    <div {...rest} data-ee="tabs">
      <div role="tablist" aria-label={label} data-ee="tab-list" onKeyDown={moveFocus}>
        {items.map((tab) => {
          const selected = tab.value === shown?.value
          return (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-tab-${tab.value}`}
              aria-selected={selected}
              aria-controls={`${id}-panel`}
              tabIndex={selected ? 0 : -1}
              data-ee="tab"
              onClick={() => choose(tab.value)}
              onFocus={() => selected || choose(tab.value)}
            >
              {tab.label}
            </button>
          )
        })}
      </div>
      {shown && (
        <div
          key={shown.value}
          role="tabpanel"
          id={`${id}-panel`}
          aria-labelledby={`${id}-tab-${shown.value}`}
          tabIndex={0}
          data-ee="tab-panel"
        >
          {shown.content}
        </div>
      )}
    </div>
  )
}

/** Arrow keys follow the reading direction; focus chooses, because every panel is at hand. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget
  const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')]
  const at = tabs.findIndex((tab) => tab === event.target)
  const forward = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const backward = forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight'
  const targets = new Map([
    [forward, at + 1 === tabs.length ? 0 : at + 1],
    [backward, at - 1],
    ['Home', 0],
    ['End', -1],
  ])
  const target = targets.get(event.key)
  if (target === undefined || at === -1) return
  event.preventDefault()
  tabs.at(target)?.focus()
}
