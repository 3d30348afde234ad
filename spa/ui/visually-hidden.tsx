/** Text for those who listen, not for those who look. */
import type { ComponentProps } from 'react'

export function VisuallyHidden(props: ComponentProps<'span'>) {
  return <span {...props} data-ee="visually-hidden" />
}
