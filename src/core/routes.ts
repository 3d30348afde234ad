/** `config/routes.yaml`: upstream services, and which paths go to which of them. */
import type { Method } from './manifest.ts'

export interface ServiceConfig {
  /** Origin only: `https://crud.internal`. A path is forwarded exactly as it was matched. */
  readonly url: string
  /** Until the first byte of the answer's headers. */
  readonly firstByteMs: number
  /** Until the last byte of the answer's body; an event stream has `limits.streamSeconds` instead. */
  readonly totalMs: number
  /** What the upstream learns of the person: a signed assertion, the person's access token, or nothing. */
  readonly identity: 'assertion' | 'access_token' | 'none'
}

export interface RouteConfig {
  /** Template in the grammar of allow-lists. */
  readonly path: string
  readonly methods: readonly Method[]
  readonly auth: 'public' | 'session' | 'operator'
  readonly service: string
  /** An event stream, gated by the topics of `permissions.sse`, named by one `topic` parameter. */
  readonly sse: boolean
}
