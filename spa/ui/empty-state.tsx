/** What stands where there is nothing yet, or nothing any more: says why, and offers the next step. */
import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export interface EmptyStateProps extends ComponentProps<'div'> {
  readonly heading: ReactNode
  readonly icon?: IconName
  readonly actions?: ReactNode
  /** Rank of the heading; without one it is plain strong text. */
  readonly level?: 1 | 2 | 3
}

export function EmptyState({ heading, icon, actions, level, children, ...rest }: EmptyStateProps) {
  const Heading = level === undefined ? ('strong' as const) : (`h${level}` as const)
  return (
    <div {...rest} data-ee="empty-state">
      {icon !== undefined && <Icon name={icon} size="l" />}
      <Heading>{heading}</Heading>
      {children !== undefined && <div data-ee="empty-state-body">{children}</div>}
      {actions !== undefined && <div data-ee="empty-state-actions">{actions}</div>}
    </div>
  )
}
