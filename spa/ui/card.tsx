/** A framed part of the page that stands for one thing. */
import { type ComponentProps, type ReactNode, useId } from 'react'

export interface CardProps extends ComponentProps<'section'> {
  /** Names the card; without one it is a plain frame. */
  readonly heading?: ReactNode
  /** Rank of the heading in the page's outline. */
  readonly level?: 2 | 3 | 4
  readonly description?: ReactNode
  /** Buttons or a menu at the heading's end. */
  readonly actions?: ReactNode
  readonly footer?: ReactNode
  /** `accent` marks the one card that matters most on a page. */
  readonly emphasis?: 'plain' | 'accent'
}

export function Card(props: CardProps) {
  const { heading, level = 2, description, actions, footer, emphasis = 'plain', children, ...rest } = props
  const id = useId()
  const Heading = `h${level}` as const
  const named = heading === undefined ? {} : { 'aria-labelledby': id }
  return (
    <section {...named} {...rest} data-ee="card" data-emphasis={emphasis}>
      {(heading !== undefined || actions !== undefined) && (
        <header data-ee="card-header">
          <div data-ee="card-title">
            {heading !== undefined && <Heading id={id}>{heading}</Heading>}
            {description !== undefined && <p>{description}</p>}
          </div>
          {actions !== undefined && <div data-ee="card-actions">{actions}</div>}
        </header>
      )}
      <div data-ee="card-body">{children}</div>
      {footer !== undefined && <footer data-ee="card-footer">{footer}</footer>}
    </section>
  )
}
