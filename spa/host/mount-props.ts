/** What the host passes to a component, beyond what the contract of the SDK promises. */
import type { ContributionProps, PluginIdentity } from '../sdk/index.ts'

export interface MountProps extends ContributionProps {
  /** Shows another page of the host without leaving it. */
  readonly navigate: (to: string, options?: { readonly replace?: boolean }) => void
  readonly plugin: PluginIdentity
}
