/** Actions behind one button. */
import { Menu as Ark, useMenuContext } from '@ark-ui/react/menu'
import { Portal } from '@ark-ui/react/portal'
import { type ComponentProps, type ReactElement, type ReactNode, use } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { LayerContext } from './layer.ts'
import { Locale } from './locale.tsx'

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
  readonly onSelect?: (value: string) => void
  /** Stands above the items, for example who is signed in. */
  readonly heading?: ReactNode
  readonly placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end'
}

export function Menu(props: MenuProps) {
  return (
    <Locale>
      <Actions {...props} />
    </Locale>
  )
}

function Actions({ trigger, items, onSelect, heading, placement = 'bottom-end' }: MenuProps) {
  const layer = use(LayerContext)
  return (
    <Ark.Root
      positioning={{ placement, strategy: 'fixed', gutter: 6 }}
      onSelect={({ value }) => onSelect?.(value)}
      lazyMount
      unmountOnExit
    >
      <Ark.Trigger asChild>{trigger}</Ark.Trigger>
      <Portal container={layer}>
        <Ark.Positioner>
          <List>
            {heading !== undefined && (
              <div role="presentation" data-ee="popup-heading">
                {heading}
              </div>
            )}
            {items.map((item) => (
              <Entry key={item.value} item={item} />
            ))}
          </List>
        </Ark.Positioner>
      </Portal>
    </Ark.Root>
  )
}

/** Inert from the moment it closes: a focus that comes a frame late must not take the trigger's away and be lost. */
function List(props: ComponentProps<typeof Ark.Content>) {
  const { open } = useMenuContext()
  return <Ark.Content {...props} inert={!open} data-ee="popup" />
}

function Entry({ item }: { readonly item: MenuItem }) {
  const { value, label, icon, href, tone = 'neutral', disabled = false, current = false, separated = false } = item
  const content = (
    <>
      {icon !== undefined && <Icon name={icon} size="s" />}
      <span>{label}</span>
      {current && <Icon name="tick" size="s" label="current" />}
    </>
  )
  return (
    <>
      {separated && <Ark.Separator data-ee="popup-separator" />}
      <Ark.Item value={value} disabled={disabled} asChild={href !== undefined} data-ee="popup-item" data-tone={tone}>
        {href === undefined ? content : <a href={href}>{content}</a>}
      </Ark.Item>
    </>
  )
}
