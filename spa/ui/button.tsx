/** Buttons, and links that look like one. */
import type { ComponentProps, MouseEvent } from 'react'
import { Spinner } from './spinner.tsx'

interface ButtonLook {
  /** One `primary` a view; `quiet` has no frame; `danger` is for what cannot be undone. */
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  readonly size?: 'small' | 'medium'
  /** Square, for a lone icon: give it an `aria-label`. */
  readonly square?: boolean
}

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Work is under way: keeps the focus, ignores presses, tells assistive technology. */
  readonly busy?: boolean
}

export function Button(props: ButtonProps) {
  const { variant = 'secondary', size = 'medium', square = false, busy = false, onClick, children, ...rest } = props
  return (
    <button
      type="button"
      {...rest}
      {...(busy ? { 'aria-disabled': true, 'aria-busy': true } : {})}
      onClick={busy ? refuse : onClick}
      data-ee="button"
      data-variant={variant}
      data-size={size}
      data-square={square || undefined}
    >
      {busy && <Spinner label="" />}
      {children}
    </button>
  )
}

export interface ButtonLinkProps extends ComponentProps<'a'>, ButtonLook {
  readonly href: string
}

export function ButtonLink(props: ButtonLinkProps) {
  const { variant = 'secondary', size = 'medium', square = false, ...rest } = props
  return <a {...rest} data-ee="button" data-variant={variant} data-size={size} data-square={square || undefined} />
}

/** A busy submit button must not submit a second time. */
function refuse(event: MouseEvent): void {
  event.preventDefault()
}
