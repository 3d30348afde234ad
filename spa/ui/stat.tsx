/** One figure that can be read from across the room, with its label. */
import type { ComponentProps, ReactNode } from 'react'
import type { Tone } from './tone.ts'

export interface StatProps extends ComponentProps<'dl'> {
  readonly label: ReactNode
  readonly value: ReactNode
  /** How it changed, in words that need no colour: `+12 % since Monday`. */
  readonly change?: ReactNode
  readonly tone?: Tone
}

export function Stat({ label, value, change, tone = 'neutral', ...rest }: StatProps) {
  return (
    <dl {...rest} data-ee="stat" data-tone={tone}>
      <dt>{label}</dt>
      <dd data-ee="stat-value">{value}</dd>
      {change !== undefined && <dd data-ee="stat-change">{change}</dd>}
    </dl>
  )
}
