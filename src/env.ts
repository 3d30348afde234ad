/** What the platform binds to the Worker, and what a request carries through the middleware. */
import type { AuditEntry, AuditState } from './core/audit.ts'
import type { SessionRecord } from './core/session.ts'
import type { TenantNews } from './io/doorbell.ts'
import type { LiveRegistry } from './io/registry-store.ts'
import type { AuditObject } from './io/objects/audit.ts'
import type { DoorbellObject } from './io/objects/doorbell.ts'
import type { DeskObject } from './io/objects/desk.ts'
import type { LoginObject } from './io/objects/login.ts'
import type { LogoutObject } from './io/objects/logout.ts'
import type { OverlayObject } from './io/objects/overlay.ts'
import type { SessionObject } from './io/objects/session.ts'
import type { TelemetryObject } from './io/objects/telemetry.ts'

/** Bindings and secrets. Secrets named in `config/idps.yaml` (`IDP_SECRET_…`) are read by name, see `secretOf`. */
export interface Env {
  readonly CONFIG: KVNamespace
  readonly BUNDLES: R2Bucket
  readonly SESSIONS: DurableObjectNamespace<SessionObject>
  readonly LOGINS: DurableObjectNamespace<LoginObject>
  readonly LOGOUTS: DurableObjectNamespace<LogoutObject>
  readonly DESK: DurableObjectNamespace<DeskObject>
  readonly DOORBELL: DurableObjectNamespace<DoorbellObject>
  readonly TELEMETRY: DurableObjectNamespace<TelemetryObject>
  readonly AUDIT: DurableObjectNamespace<AuditObject>
  /** Plugins under development; bound in the environment `development` alone. */
  readonly OVERLAYS?: DurableObjectNamespace<OverlayObject>
  /** Analytics Engine; without it figures are in TELEMETRY alone. */
  readonly METRICS?: AnalyticsEngineDataset
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

/** An operator's action that stands in the audit trail as begun. */
export interface Attempt {
  readonly entry: AuditEntry
  /** Whether that row is in the trail, or in the queue before it. */
  readonly audit: 'written' | 'queued'
  /** What the action turned into what, as far as the route has said. */
  readonly change: { readonly before: AuditState | null; readonly after: AuditState | null }
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
  /** Set by `operating` for what changes something. */
  attempt: Attempt | null
  /** `sha256-…` of a style that this page holds and no other; `null`: it holds none. */
  ownStyle?: string | null
}

export interface AppEnv {
  Bindings: Env
  Variables: Variables
}
