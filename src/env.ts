/** What the platform binds to the Worker, and what a request carries through the middleware. */
import type { SessionRecord } from './core/session.ts'
import type { TenantNews } from './io/doorbell.ts'
import type { LiveRegistry } from './io/registry-store.ts'
import type { DoorbellObject } from './io/objects/doorbell.ts'
import type { DeskObject } from './io/objects/desk.ts'
import type { LoginObject } from './io/objects/login.ts'
import type { LogoutObject } from './io/objects/logout.ts'
import type { SessionObject } from './io/objects/session.ts'

/** Bindings and secrets. Secrets named in `config/idps.yaml` (`IDP_SECRET_…`) are read by name, see `secretOf`. */
export interface Env {
  readonly CONFIG: KVNamespace
  readonly BUNDLES: R2Bucket
  readonly SESSIONS: DurableObjectNamespace<SessionObject>
  readonly LOGINS: DurableObjectNamespace<LoginObject>
  readonly LOGOUTS: DurableObjectNamespace<LogoutObject>
  readonly DESK: DurableObjectNamespace<DeskObject>
  readonly DOORBELL: DurableObjectNamespace<DoorbellObject>
  readonly PDP: Fetcher
  readonly ASSETS: Fetcher
  /** `name:sha256hex[,name:sha256hex]`: operators' tokens, never in clear. */
  readonly OPERATOR_TOKENS?: string
  /** Private ES256 key (JWK as JSON) that signs what upstreams learn of a caller. */
  readonly ASSERTION_KEY?: string
}

/** A Worker secret by its configured name, or `null`. */
export function secretOf(env: Env, name: string): string | null {
  const value: unknown = Object.hasOwn(env, name) ? Reflect.get(env, name) : null
  return typeof value === 'string' && value !== '' ? value : null
}

/** Somebody who may operate plugins: a bearer token's name, or a person signed in on the operator host. */
export interface Operator {
  readonly subject: { readonly type: string; readonly id: string }
  readonly via: 'token' | 'session'
}

interface Variables {
  requestId: string
  /** Which door the request came through: a tenant's portal or the operators' host. */
  door: 'tenant' | 'operator'
  /** Tenant of the host, or the operator host itself. */
  tenant: string
  live: LiveRegistry
  /** What KV may not show yet; `null`: the doorbell is out of reach, and plugins are closed. */
  news: TenantNews | null
  session: { readonly id: string; readonly record: SessionRecord } | null
  /** Set when the request carried a valid operator's bearer token; such a request has no session. */
  tokenOperator: Operator | null
}

export interface AppEnv {
  Bindings: Env
  Variables: Variables
}
