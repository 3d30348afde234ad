/** A paragraph in one of the scale's sizes. */
import type { ComponentProps } from 'react'
import type { Tone } from './tone.ts'

export interface TextProps extends ComponentProps<'p'> {
  readonly size?: 's' | 'm' | 'l'
  readonly tone?: Tone | 'muted'
}

export function Text({ size = 'm', tone = 'neutral', ...rest }: TextProps) {
  return <p {...rest} data-ee="text" data-size={size} data-tone={tone} />
}
