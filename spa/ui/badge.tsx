/** A short state beside a name. */
import type { ComponentProps } from 'react'
import type { Tone } from './tone.ts'

export interface BadgeProps extends ComponentProps<'span'> {
  readonly tone?: Tone
}

export function Badge({ tone = 'neutral', ...rest }: BadgeProps) {
  return <span {...rest} data-ee="badge" data-tone={tone} />
}
