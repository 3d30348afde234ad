/** What `wrangler.toml` binds to the PDP. */
export interface Env {
  readonly CONFIG: KVNamespace
  /** Milliseconds, as a decimal string. */
  readonly POLICY_LEASE_MS: string
}
