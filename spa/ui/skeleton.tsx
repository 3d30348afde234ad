/** The shape of what is loading, so that nothing jumps when it comes. */
import type { ComponentProps } from 'react'

export interface SkeletonProps extends ComponentProps<'span'> {
  /** Lines of text it stands for. */
  readonly lines?: number
  /** `block` fills the height it is given. */
  readonly shape?: 'text' | 'block' | 'circle'
}

export function Skeleton({ lines = 1, shape = 'text', ...rest }: SkeletonProps) {
  return (
    <span {...rest} aria-hidden data-ee="skeleton" data-shape={shape}>
      {Array.from({ length: shape === 'text' ? lines : 1 }, (_, line) => (
        <span key={line} data-ee="skeleton-line" />
      ))}
    </span>
  )
}
