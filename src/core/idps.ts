/** `config/idps.yaml`: identity providers and the tenants they serve. */

export interface ProviderConfig {
  readonly name: string
  /** Alias in subject ids `auth:account:{provider}:{user_id}`; the entry's name unless it says otherwise. */
  readonly provider: string
  /** Issuer identifier, compared exactly. */
  readonly issuer: string
  readonly clientId: string
  /** Name of the Worker secret that holds the client's secret, `IDP_SECRET_…`; `null`: a public client. */
  readonly clientSecretName: string | null
  readonly scopes: readonly string[]
  readonly tenants: readonly string[]
  /** Claims the ID token must carry (a string claim equal to the value, or a list claim holding it). */
  readonly claims: Readonly<Record<string, string>>
}
