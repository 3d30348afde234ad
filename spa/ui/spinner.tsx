/** Something is on its way and will not say when. */
import type { ComponentProps } from 'react'

export interface SpinnerProps extends ComponentProps<'span'> {
  /** Announced; empty where the words beside it already say so. */
  readonly label?: string
  readonly size?: 's' | 'm' | 'l'
}

export function Spinner({ label = 'Loading', size = 's', ...rest }: SpinnerProps) {
  const role = label === '' ? { 'aria-hidden': true } : { role: 'status', 'aria-label': label }
  return <span {...role} {...rest} data-ee="spinner" data-size={size} />
}
