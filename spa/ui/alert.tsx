/** A message that needs attention. */
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icon.tsx'
import type { Tone } from './tone.ts'

export interface AlertProps extends ComponentProps<'div'> {
  /** `danger` is announced at once, the others when the reader is idle. */
  readonly tone?: Exclude<Tone, 'neutral'>
  readonly heading?: ReactNode
  readonly actions?: ReactNode
}

const SIGNS = { info: 'info', success: 'check', warning: 'warning', danger: 'error' } as const

export function Alert({ tone = 'info', heading, actions, children, ...rest }: AlertProps) {
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} {...rest} data-ee="alert" data-tone={tone}>
      <Icon name={SIGNS[tone]} />
      <div data-ee="alert-body">
        {heading !== undefined && <strong>{heading}</strong>}
        {children}
      </div>
      {actions !== undefined && <div data-ee="alert-actions">{actions}</div>}
    </div>
  )
}
