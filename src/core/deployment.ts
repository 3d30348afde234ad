/** What must be known before the tenant is: which hosts there are, and how a host becomes a tenant. */
import type { Settings } from './settings.ts'

/** The pointer document of all tenants: its KV key has a star where others have their tenant. */
export interface Deployment {
  readonly settings: Settings
  /** Tenants of the configuration when it was last compiled as a whole. */
  readonly tenants: readonly string[]
}
