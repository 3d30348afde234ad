/** Actions behind one button. */
import {
  cloneElement,
  type ComponentProps,
  isValidElement,
  type ReactElement,
  type ReactNode,
  useId,
  useState,
} from 'react'
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

const list = part(async () => (await import('./menu-list.tsx')).MenuList)

/**
 * The trigger stands from the first paint and stays the same element. The rest comes when somebody moves to it, and if a
 * press was quicker than the code, it opens as soon as that is there.
 */
export function Menu({ trigger, ...rest }: MenuProps) {
  const triggerId = useId()
  const [opened, setOpened] = useState<MenuListProps['opened']>('no')
  const [driven, setDriven] = useState<TriggerProps | null>(null)
  const List = list.usePart(opened !== 'no')
  const before: TriggerProps = {
    id: triggerId,
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: list.load,
    onFocus: list.load,
    onClick: ({ defaultPrevented, detail }) => defaultPrevented || setOpened(detail === 0 ? 'key' : 'pointer'),
  }
  return (
    <>
      {cloneElement(trigger, composed(trigger, driven ?? before))}
      {List && <List {...rest} triggerId={triggerId} opened={opened} onTrigger={setDriven} />}
    </>
  )
}

/** The trigger's own handlers run first, and may keep a press for themselves. */
function composed(trigger: ReactElement, added: TriggerProps): TriggerProps {
  const own: unknown = isValidElement(trigger) ? trigger.props : null
  const handlers = Object.entries(added).map(([name, handler]) => {
    const first: unknown = typeof own === 'object' && own !== null ? Reflect.get(own, name) : undefined
    if (typeof first !== 'function' || typeof handler !== 'function') return [name, handler]
    const both = (event: unknown): void => {
      Reflect.apply(first, undefined, [event])
      Reflect.apply(handler, undefined, [event])
    }
    return [name, both]
  })
  return Object.fromEntries(handlers)
}
