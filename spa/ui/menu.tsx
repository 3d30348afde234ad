/** Actions behind one button. */
import {
  cloneElement,
  type ComponentProps,
  type ReactElement,
  type ReactNode,
  useCallback,
  useId,
  useState,
} from 'react'
import { later } from '../later.ts'
import type { IconName } from './icon.tsx'
import { part } from './part.tsx'

export interface MenuItem {
  /** What `onSelect` gets. */
  readonly value: string
  readonly label: ReactNode
  readonly icon?: IconName
  /** Makes it a link. */
  readonly href?: string
  readonly tone?: 'neutral' | 'danger'
  readonly disabled?: boolean
  /** Marks the one of a set that holds now. */
  readonly current?: boolean
  /** A line above it. */
  readonly separated?: boolean
}

export interface MenuProps {
  /** The button that opens it: one element, named by its text or `aria-label`. */
  readonly trigger: ReactElement
  readonly items: readonly MenuItem[]
  /** Called with the chosen item's value. */
  readonly onSelect?: (value: string) => void
  /** Stands above the items, for example who is signed in. */
  readonly heading?: ReactNode
  readonly placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end'
}

type TriggerProps = Omit<ComponentProps<'button'>, 'ref'>

export interface MenuListProps extends Omit<MenuProps, 'trigger'> {
  readonly triggerId: string
  /** How it was opened before its code was there; by key, the first item is lit. */
  readonly opened: 'no' | 'pointer' | 'key'
  /** Hands over what the trigger needs to drive it, and again whenever that changes. */
  readonly onTrigger: (props: TriggerProps) => void
}

const list = /* @__PURE__ */ part(
  /* @__PURE__ */ later(
    () => import('./menu-list.tsx'),
    ({ MenuList }) => MenuList,
  ),
  { isOptional: true },
)

/**
 * The trigger stands from the first paint and stays the same element. The rest comes when somebody moves to it, and if a
 * press was quicker than the code, it opens as soon as that is there.
 */
export function Menu({ trigger, ...rest }: MenuProps) {
  const triggerId = useId()
  const [opened, setOpened] = useState<MenuListProps['opened']>('no')
  const [driven, setDriven] = useState<TriggerProps | null>(null)
  const drive = useCallback((next: TriggerProps): void => {
    setDriven((now) => (now?.['aria-expanded'] === next['aria-expanded'] ? now : next))
  }, [])
  const before: TriggerProps = {
    id: triggerId,
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: list.load,
    onFocus: list.load,
    onClick({ defaultPrevented, detail }) {
      if (defaultPrevented) return
      list.load()
      setOpened(detail === 0 ? 'key' : 'pointer')
    },
  }
  return (
    <>
      {cloneElement(trigger, composed(trigger, driven ?? before))}
      <list.Slot props={{ ...rest, triggerId, opened, onTrigger: drive }} isWanted={opened !== 'no'} />
    </>
  )
}

/** The trigger's own handlers run first, and may keep a press for themselves. */
function composed(trigger: ReactElement, added: TriggerProps): Readonly<Record<string, unknown>> {
  const own = trigger.props
  const props: Record<string, unknown> = {}
  for (const [name, handler] of Object.entries<unknown>(added)) {
    const first: unknown = typeof own === 'object' && own !== null ? Reflect.get(own, name) : undefined
    const areBoth = typeof first === 'function' && typeof handler === 'function'
    props[name] = areBoth ? inTurn(first, handler) : handler
  }
  return props
}

function inTurn(first: Function, second: Function): (event: unknown) => void {
  return (event) => {
    Reflect.apply(first, undefined, [event])
    Reflect.apply(second, undefined, [event])
  }
}
