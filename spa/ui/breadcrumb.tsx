/** Where this page stands, from the top down. */
import type { ComponentProps, ReactNode } from 'react'

export interface Crumb {
  readonly label: ReactNode
  /** Absent on the last: that is the page itself. */
  readonly href?: string
}

export interface BreadcrumbProps extends ComponentProps<'nav'> {
  readonly items: readonly Crumb[]
}

export function Breadcrumb({ items, ...rest }: BreadcrumbProps) {
  return (
    <nav aria-label="Breadcrumb" {...rest} data-ee="breadcrumb">
      <ol>
        {items.map(({ label, href }, position) => (
          <li key={position}>
            {href === undefined ? <span aria-current="page">{label}</span> : <a href={href}>{label}</a>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
