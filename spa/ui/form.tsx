/** A form that says what is wrong with it, once, at its top, with a way to each mistake. */
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react'
import { Icon } from './icon.tsx'

export interface FormError {
  /** `name` of the control that is wrong; without one it concerns the whole form. */
  readonly name?: string
  /** What is wrong, and how to put it right. */
  readonly message: ReactNode
}

export interface FormProps extends Omit<ComponentProps<'form'>, 'ref'> {
  /**
   * What was found when the form was sent. A new list moves the focus to the summary, which is read out; each entry leads
   * to its control. Give the same message to the control's `error`.
   */
  readonly errors?: readonly FormError[]
  /** Heads the summary. */
  readonly errorHeading?: ReactNode
}

/** Checks are the author's: the browser's own bubbles are off, because they show one mistake at a time and vanish. */
export function Form(props: FormProps) {
  const { errors = [], errorHeading = 'Please put this right', children, ...rest } = props
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (errors.length > 0) summary.current?.focus()
  }, [errors])
  const goTo = (name: string): void => {
    const control = form.current?.elements.namedItem(name)
    const first = control instanceof RadioNodeList ? control[0] : control
    if (first instanceof HTMLElement) focusableOf(first)?.focus()
  }
  return (
    <form noValidate {...rest} ref={form} data-ee="form" data-invalid={errors.length > 0 || undefined}>
      {errors.length > 0 && (
        <div ref={summary} role="group" tabIndex={-1} aria-labelledby={id} data-ee="error-summary">
          <Icon name="error" />
          <div>
            <h2 id={id}>{errorHeading}</h2>
            <ul>
              {errors.map(({ name, message }, at) => (
                <li key={at}>
                  {name === undefined ? (
                    message
                  ) : (
                    <button type="button" data-ee="link-button" onClick={() => goTo(name)}>
                      {message}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {children}
    </form>
  )
}

/** A Select's or DatePicker's value stands in a hidden control: its field has one that takes the focus. */
function focusableOf(control: HTMLElement): HTMLElement | null {
  const isHidden = control.matches('[type="hidden"], [aria-hidden="true"], select')
  if (!isHidden) return control
  return control.closest('[data-ee="field"]')?.querySelector('[data-ee="select"], [data-ee="date-input"]') ?? control
}
