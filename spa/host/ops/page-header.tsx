/** The head of each of the console's pages: whose it is, what it is, and what can be done. */
import type { ReactNode } from 'react'

interface PageHeaderProps {
  /** Small words above the heading: the tenant, or the way up to it. */
  readonly above: ReactNode
  readonly heading: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

export function PageHeader({ above, heading, children, actions }: PageHeaderProps) {
  return (
    <header data-host="console-header">
      <div>
        <div data-host="above">{above}</div>
        <h1>{heading}</h1>
        {children !== undefined && <p>{children}</p>}
      </div>
      {actions !== undefined && <div data-host="console-actions">{actions}</div>}
    </header>
  )
}
