/** Yes or no: as a box that is ticked with a form, or as a switch that acts at once. */
import { type ComponentProps, type ReactNode, useId } from 'react'
import { describe, FieldNotes, type FieldText } from './field.tsx'

export interface ChoiceProps extends Omit<ComponentProps<'input'>, 'id' | 'type' | 'role'>, FieldText {}

export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} look="checkbox" />
}

export function Switch(props: ChoiceProps) {
  return <Choice {...props} look="switch" />
}

function Choice({
  label,
  hint,
  error,
  look,
  ...rest
}: ChoiceProps & { readonly look: 'checkbox' | 'switch' }): ReactNode {
  const id = useId()
  const role = look === 'switch' ? { role: 'switch' } : {}
  return (
    <div data-ee="choice" data-invalid={error !== undefined || undefined}>
      <label data-ee="choice-label">
        <input {...rest} {...role} {...describe(id, hint, error)} id={id} type="checkbox" data-ee={look} />
        <span>{label}</span>
      </label>
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  )
}
