/** A form control with its label, hint and error. */
import { type ComponentProps, type ReactNode, useId } from 'react'

export interface FieldText {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong, and how to put it right. */
  readonly error?: ReactNode
}

/** To be spread on the control. */
export interface FieldControl {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
  readonly required?: boolean
}

export interface FieldProps extends FieldText, Omit<ComponentProps<'div'>, 'children'> {
  readonly required?: boolean | undefined
  /** Keeps the label for those who listen only. */
  readonly labelHidden?: boolean | undefined
  readonly children: (control: FieldControl) => ReactNode
}

export function Field({ label, hint, error, required = false, labelHidden, children, ...rest }: FieldProps) {
  const id = useId()
  const about = describe(id, hint, error)
  return (
    <div {...rest} data-ee="field" data-invalid={error !== undefined || undefined}>
      <label htmlFor={id} data-ee={labelHidden ? 'visually-hidden' : 'label'}>
        {label}
        {required && <span aria-hidden data-ee="required" />}
      </label>
      {children({ id, ...about, required })}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  )
}

/** Attributes that tie a control to its notes. */
export function describe(id: string, hint: ReactNode, error: ReactNode): Omit<FieldControl, 'id' | 'required'> {
  const notes = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  return {
    ...(notes === '' ? {} : { 'aria-describedby': notes }),
    ...(error === undefined ? {} : { 'aria-invalid': true }),
  }
}

interface FieldNotesProps {
  readonly id: string
  readonly hint: ReactNode
  readonly error: ReactNode
}

export function FieldNotes({ id, hint, error }: FieldNotesProps) {
  return (
    <>
      {hint !== undefined && (
        <p id={`${id}-hint`} data-ee="hint">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" data-ee="field-error">
          {error}
        </p>
      )}
    </>
  )
}
