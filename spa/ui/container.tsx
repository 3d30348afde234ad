/** The page's measure: centred, with the page's side padding. */
import type { ComponentProps } from 'react'

export interface ContainerProps extends ComponentProps<'div'> {
  /** `narrow` for forms and prose, `wide` for dashboards. */
  readonly width?: 'narrow' | 'regular' | 'wide'
}

export function Container({ width = 'regular', ...rest }: ContainerProps) {
  return <div {...rest} data-ee="container" data-width={width} />
}
