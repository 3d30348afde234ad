/** `config/settings.yaml`: what holds for the whole deployment. */

export interface Settings {
  readonly environment: 'development' | 'staging' | 'production'
  /** Version of the host that plugins' engine ranges are checked against (semver). */
  readonly hostVersion: string
  readonly operator: {
    /** Host on which operators sign in with a browser; no plugin is ever loaded there. `null`: none. */
    readonly host: string | null
  }
  readonly tenancy: {
    /** Whether `acme.localhost:8787` is the tenant `acme.localhost`. Off: a host with a port is unknown. */
    readonly stripPort: boolean
    /** Other hosts of a tenant: host -> tenant. */
    readonly aliases: Readonly<Record<string, string>>
  }
  /** Origins other than `https://<tenant host>` from which a sign-in may start and to which it returns. */
  readonly redirectOrigins: readonly string[]
  readonly pdp: {
    /** AuthZEN base URL of an external PDP; `null`: the embedded one. */
    readonly url: string | null
    readonly timeoutMs: number
    /** `authzen`: OpenID AuthZEN 1.0. `source`: `decision: "Permit"` and `decisions[]`. Answers in either are understood. */
    readonly dialect: 'authzen' | 'source'
  }
  readonly session: { readonly idleSeconds: number; readonly absoluteSeconds: number }
  /** Shape of `/access/v1/*` answers when the caller names none. */
  readonly authzenAnswers: 'source' | 'standard'
  readonly limits: {
    readonly bundleBytes: number
    /** Body of a proxied call, in each direction. */
    readonly requestBytes: number
    readonly responseBytes: number
    /** Body of an AuthZEN question. */
    readonly evaluationBytes: number
    readonly evaluations: number
    /** Longest life of one proxied event stream. */
    readonly streamSeconds: number
  }
}
