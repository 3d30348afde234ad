/** What a Select is made of once its code is there: Ark UI's behaviour, our looks. */
import './shared.ts'
import { Portal } from '@ark-ui/react/portal'
import { createListCollection, Select as Ark, useSelectContext } from '@ark-ui/react/select'
import { type ComponentProps, use, useId, useMemo } from 'react'
import { describe, FieldNotes } from './field.tsx'
import { Icon } from './icon.tsx'
import { LayerContext } from './layer.ts'
import { Locale } from './locale.tsx'
import { CHOOSE } from './select-words.ts'
import type { SelectOption, SelectProps } from './select.tsx'

export function Choices(props: SelectProps) {
  return (
    <Locale>
      <Fields {...props} />
    </Locale>
  )
}

function Fields(props: SelectProps) {
  const { label, hint, error, options, value, defaultValue, onValueChange, labelHidden, placeholder, ...rest } = props
  const id = useId()
  const layer = use(LayerContext)
  const collection = useMemo(() => createListCollection({ items: [...options], isItemDisabled }), [options])
  return (
    <Ark.Root
      {...rest}
      {...(value === undefined ? {} : { value: asList(value) })}
      defaultValue={asList(defaultValue ?? '')}
      collection={collection}
      onValueChange={(change) => onValueChange?.(change.value[0] ?? '')}
      invalid={error !== undefined}
      positioning={{ sameWidth: true, strategy: 'fixed', gutter: 6 }}
      lazyMount
      unmountOnExit
      data-ee="field"
    >
      <Ark.Label data-ee={labelHidden ? 'visually-hidden' : 'label'}>
        {label}
        {rest.required && <span aria-hidden data-ee="required" />}
      </Ark.Label>
      <Ark.Control>
        <Ark.Trigger {...describe(id, hint, error)} data-ee="select">
          <Ark.ValueText placeholder={placeholder ?? CHOOSE} />
          <Icon name="chevron-down" size="s" />
        </Ark.Trigger>
      </Ark.Control>
      <FieldNotes id={id} hint={hint} error={error} />
      <Portal container={layer}>
        <Ark.Positioner>
          <List>
            {collection.items.map((option) => (
              <Ark.Item key={option.value} item={option} data-ee="popup-item">
                <Ark.ItemText>{option.label}</Ark.ItemText>
                <Ark.ItemIndicator data-ee="popup-mark">
                  <Icon name="tick" size="s" />
                </Ark.ItemIndicator>
              </Ark.Item>
            ))}
          </List>
        </Ark.Positioner>
      </Portal>
      <Ark.HiddenSelect />
    </Ark.Root>
  )
}

/** Inert from the moment it closes: a focus that comes a frame late must not take the trigger's away and be lost. */
function List(props: ComponentProps<typeof Ark.Content>) {
  const { open } = useSelectContext()
  return <Ark.Content {...props} inert={!open} data-ee="popup" />
}

function isItemDisabled(option: SelectOption): boolean {
  return option.disabled ?? false
}

function asList(value: string): string[] {
  return value === '' ? [] : [value]
}
