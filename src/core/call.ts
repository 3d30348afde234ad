/** The one decision about a plugin's call: admitted to which route under which rule, or refused and why. */
import { findRoute, judgedMethod, matchCall, type AllowList, type RouteTable } from './allowlist.ts'
import type { CapabilityRefusal } from './capability.ts'
import { parsePath, refuseQuery, type CanonicalPath } from './path.ts'
import { isPluginId } from './plugin-id.ts'
import type { RouteConfig } from './routes.ts'
import { admitsTopic, parseTopicQuery } from './topic.ts'

/** In the order in which they are looked for. */
export type CallRefusal =
  | 'plugin_header_invalid'
  | 'plugin_unknown'
  | 'plugin_quarantined'
  | CapabilityRefusal
  | 'method_not_allowed'
  | 'path_not_canonical'
  | 'query_refused'
  | 'topic_invalid'
  | 'allowlist_violation'
  | 'service_unknown'

/** What a call is judged by; of the tenant's registry, compiled once. */
export interface CallablePlugin {
  readonly enabled: boolean
  readonly allowList: AllowList
  /** `permissions.sse` */
  readonly topics: readonly string[]
}

export interface Call {
  /** The parsed `X-Plugin-Id`, see {@link parsePluginHeader}. */
  readonly pluginId: string | null
  /** What this tenant's registry has under that id. */
  readonly plugin: CallablePlugin | null
  readonly quarantined: boolean
  /** What is wrong with the capability; `null`: nothing, or none is needed. */
  readonly capability: CapabilityRefusal | null
  readonly method: string
  /** `pathname` and `search` of `new URL(request.url)`. */
  readonly pathname: string
  readonly search: string
  /** `null`: the gateway answers this path itself (secure-echo, telemetry), and only the allow-list is asked. */
  readonly routes: RouteTable | null
}

export interface AdmittedCall {
  readonly path: CanonicalPath
  /** The grant that admits the call, for the log: `GET /api/crud/items/:id` or `SSE orders`. */
  readonly rule: string
  /** `null` only where {@link Call.routes} is. */
  readonly route: RouteConfig | null
  /** The topic asked for, of an event stream. */
  readonly topic: string | null
}

export type CallVerdict = { readonly admitted: AdmittedCall } | { readonly refusal: CallRefusal; readonly why?: string }

/**
 * Exactly one id. The runtime joins repeated headers with a comma and keeps blanks: both are refused, never trimmed.
 */
export function parsePluginHeader(value: string | null): string | null {
  return isPluginId(value) ? value : null
}

export function judgeCall(call: Call): CallVerdict {
  if (call.pluginId === null) return { refusal: 'plugin_header_invalid' }
  if (call.plugin === null || !call.plugin.enabled) return { refusal: 'plugin_unknown' }
  if (call.quarantined) return { refusal: 'plugin_quarantined' }
  if (call.capability !== null) return { refusal: call.capability }
  if (judgedMethod(call.method) === null) return { refusal: 'method_not_allowed' }
  const path = parsePath(call.pathname)
  if ('refusal' in path) return { refusal: 'path_not_canonical', why: path.refusal }
  const queryRefusal = refuseQuery(call.search)
  if (queryRefusal !== null) return { refusal: 'query_refused', why: queryRefusal }
  const route = call.routes === null ? null : findRoute(call.routes, call.method, path.segments)
  if (route?.sse === true) return judgeStream(call, call.plugin, path, route)
  const rule = matchCall(call.plugin.allowList, call.method, path.segments)
  // Operators' routes are no plugin's to call, whatever its manifest says: a plugin must not ride operator rights.
  if (rule === null || route?.auth === 'operator') return { refusal: 'allowlist_violation' }
  if (call.routes !== null && route === null) return { refusal: 'service_unknown' }
  return { admitted: { path, rule, route, topic: null } }
}

/** An event stream is granted by its topic, not by its path: one path carries every topic. */
function judgeStream(call: Call, plugin: CallablePlugin, path: CanonicalPath, route: RouteConfig): CallVerdict {
  if (call.method !== 'GET') return { refusal: 'method_not_allowed' }
  const topic = parseTopicQuery(new URLSearchParams(call.search))
  if (typeof topic !== 'string') return { refusal: 'topic_invalid', why: topic.refusal }
  if (route.auth === 'operator' || !admitsTopic(plugin.topics, topic)) return { refusal: 'allowlist_violation' }
  return { admitted: { path, rule: `SSE ${topic}`, route, topic } }
}
