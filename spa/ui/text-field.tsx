/** One line of text. */
import type { ComponentProps } from 'react'
import { Field, type FieldText } from './field.tsx'

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'>, FieldText {
  /** Keeps the label for those who listen only. */
  readonly labelHidden?: boolean
}

export function TextField({ label, hint, error, labelHidden, required, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden} required={required}>
      {(control) => <input type="text" {...rest} {...control} data-ee="input" />}
    </Field>
  )
}
