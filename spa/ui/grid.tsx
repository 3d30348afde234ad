/** Columns of equal width that fold by themselves where room is short. */
import type { ComponentProps } from 'react'
import type { Gap } from './gap.ts'

export interface GridProps extends ComponentProps<'div'> {
  readonly gap?: Gap
  /** Narrowest a column may get before the grid folds: about 12, 18 or 26 rem. */
  readonly column?: 'small' | 'medium' | 'large'
}

export function Grid({ gap = 'm', column = 'medium', ...rest }: GridProps) {
  return <div {...rest} data-ee="grid" data-gap={gap} data-column={column} />
}
