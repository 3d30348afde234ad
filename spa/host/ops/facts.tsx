/** Small things said the same way everywhere: names with values, times, and code. */
import type { ReactNode } from 'react'

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl data-host="facts">{children}</dl>
}

export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A time in the reader's own zone. What is no time stands as it is. */
export function Moment({ at }: { readonly at: string }) {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : <time dateTime={at}>{FORMAT.format(date)}</time>
}

/** @param text Breaks anywhere rather than widening the page. */
export function Code({ text }: { readonly text: string }) {
  return <code data-host="code">{text}</code>
}
