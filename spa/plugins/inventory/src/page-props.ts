/** What the host passes to a page. */
import type { ContributionProps } from '@empowernow/ui'

export interface PageProps extends ContributionProps {
  /** Shows another page without leaving the host. */
  readonly navigate: (to: string, options?: { readonly replace?: boolean }) => void
}

export const LIST_PATH = '/plugins/inventory'

export function itemPath(id: string): string {
  return `${LIST_PATH}/items/${id}`
}
