/** Things after one another, with even space between them. */
import type { ComponentProps } from 'react'
import type { Gap } from './gap.ts'

export interface StackProps extends ComponentProps<'div'> {
  readonly direction?: 'column' | 'row'
  readonly gap?: Gap
  readonly align?: 'start' | 'center' | 'end' | 'stretch' | 'baseline'
  readonly justify?: 'start' | 'center' | 'end' | 'between'
  /** A row that runs out of room goes on in the next line. */
  readonly wrap?: boolean
}

export function Stack({ direction = 'column', gap = 'm', align, justify, wrap = false, ...rest }: StackProps) {
  return (
    <div
      {...rest}
      data-ee="stack"
      data-direction={direction}
      data-gap={gap}
      data-align={align}
      data-justify={justify}
      data-wrap={wrap || undefined}
    />
  )
}
