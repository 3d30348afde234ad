/** The three states of whatever is read: on its way, not to be had, there. */
import { Skeleton } from '@empowernow/ui'
import type { ReactNode } from 'react'
import { Notice } from '../notice.tsx'
import type { Reading } from './use-desk.ts'

interface LoadedProps<T> {
  readonly reading: Reading<T>
  /** Says that it cannot be had. */
  readonly failed: string
  readonly children: (value: T) => ReactNode
}

export function Loaded<T>({ reading: { result, reload }, failed, children }: LoadedProps<T>) {
  if (!result) {
    return (
      <div role="status" aria-label="Loading">
        <Skeleton lines={4} />
      </div>
    )
  }
  if ('problem' in result) return <Notice heading={failed} problem={result.problem} onRetry={reload} />
  return children(result.value)
}
