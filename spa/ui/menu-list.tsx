/** What a Menu opens, once its code is there: Ark UI's behaviour, our looks. */
import './shared.ts'
import { Menu as Ark, useMenuContext } from '@ark-ui/react/menu'
import { Portal } from '@ark-ui/react/portal'
import { type ComponentProps, use, useLayoutEffect } from 'react'
import { Icon } from './icon.tsx'
import { LayerContext } from './layer.ts'
import { Locale } from './locale.tsx'
import type { MenuItem, MenuListProps } from './menu.tsx'

export function MenuList(props: MenuListProps) {
  return (
    <Locale>
      <Actions {...props} />
    </Locale>
  )
}

function Actions(props: MenuListProps) {
  const { triggerId, opened, onTrigger, items, onSelect, heading, placement = 'bottom-end' } = props
  const layer = use(LayerContext)
  const first = items.find(({ disabled }) => disabled !== true)?.value ?? null
  return (
    <Ark.Root
      ids={{ trigger: triggerId }}
      defaultOpen={opened !== 'no'}
      defaultHighlightedValue={opened === 'key' ? first : null}
      positioning={{ placement, strategy: 'fixed', gutter: 6 }}
      onSelect={({ value }) => onSelect?.(value)}
      lazyMount
      unmountOnExit
    >
      <Driver onTrigger={onTrigger} />
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

/** The trigger stands outside: it gets what it needs in order to drive the menu. */
function Driver({ onTrigger }: Pick<MenuListProps, 'onTrigger'>) {
  const menu = useMenuContext()
  useLayoutEffect(() => onTrigger(menu.getTriggerProps()), [menu, onTrigger])
  return null
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
