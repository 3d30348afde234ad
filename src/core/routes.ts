/** `config/routes.yaml`: upstream services, and which paths go to which of them. */
import { isClearText, readOrigin } from './address.ts'
import { METHODS } from './manifest.ts'
import type { Method } from './manifest.ts'
import { refuseUpstreamPath } from './own-paths.ts'
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'
import { nameless, refuseTemplate } from './template-place.ts'

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

export interface Routing {
  readonly services: ReadonlyMap<string, ServiceConfig>
  readonly routes: readonly RouteConfig[]
}

const SERVICE = /^[a-z0-9][a-z0-9-]{0,63}$/

/** What a person waits for before giving up, unless the service says otherwise. */
const FIRST_BYTE_MS = 10_000
const TOTAL_MS = 60_000
const LONGEST_MS = 300_000

/** Reads services and routes. What is wrong is reported and left out; the rest can be used. */
export function readRouting(place: Place, rejections: Rejection[]): Routing {
  place.only('services', 'routes')
  const services = new Map<string, ServiceConfig>()
  for (const [name, entry] of place.optional('services')?.fields() ?? []) {
    const own: Rejection[] = []
    const service = readService(name, entry.reportingTo(own))
    if (own.length === 0) services.set(name, service)
    rejections.push(...own)
  }
  const declared =
    place
      .optional('services')
      ?.fields()
      .map(([name]) => name) ?? []
  const routes: RouteConfig[] = []
  for (const entry of place.optional('routes')?.items() ?? []) {
    const own: Rejection[] = []
    const route = readRoute(entry.reportingTo(own), declared)
    refuseSecond(entry.reportingTo(own), route, routes)
    if (own.length === 0 && services.has(route.service)) routes.push(route)
    rejections.push(...own)
  }
  return { services, routes }
}

function readService(name: string, place: Place): ServiceConfig {
  place.only('url', 'firstByteMs', 'totalMs', 'identity')
  if (!SERVICE.test(name)) place.reject('a service is named with a-z, 0-9 and -, at most 64')
  const url = readOrigin(place.field('url'))
  const firstByteMs = place.optional('firstByteMs')?.integer(50, LONGEST_MS) ?? FIRST_BYTE_MS
  const totalMs = place.optional('totalMs')?.integer(50, LONGEST_MS) ?? Math.max(TOTAL_MS, firstByteMs)
  if (totalMs < firstByteMs) place.field('totalMs').reject('must not be shorter than firstByteMs')
  // Nobody is told who the person is unless the file says so.
  const identity = place.optional('identity')?.oneOf(['none', 'assertion', 'access_token']) ?? 'none'
  if (identity === 'access_token' && isClearText(url)) place.field('url').reject('must be https to carry access tokens')
  return { url, firstByteMs, totalMs, identity }
}

function readRoute(place: Place, services: readonly string[]): RouteConfig {
  place.only('path', 'methods', 'auth', 'service', 'sse')
  const path = place.field('path').text()
  if (path !== '') refuseTemplate(place, path, undefined, refuseUpstreamPath(path))
  const service = place.field('service').text()
  if (service !== '' && !services.includes(service)) {
    place.field('service').reject(`no such service; there are: ${services.join(', ') || 'none'}`)
  }
  const methods = readMethods(place.field('methods'))
  const sse = place.optional('sse')?.flag() ?? false
  if (sse && methods.some((method) => method !== 'GET')) place.field('methods').reject('an event stream is GET only')
  const auth = place.optional('auth')?.oneOf(['session', 'operator', 'public']) ?? 'session'
  return { path, methods, auth, service, sse }
}

function readMethods(place: Place): readonly Method[] {
  const methods = place.items().map((item) => item.oneOf(METHODS))
  if (place.isList && methods.length === 0) place.reject('must name at least one method')
  if (new Set(methods).size < methods.length) place.reject('names a method twice')
  return methods
}

/** Two routes with one method and one template would leave it to chance which of them answers. */
function refuseSecond(place: Place, route: RouteConfig, before: readonly RouteConfig[]): void {
  const shape = nameless(route.path)
  for (const method of route.methods) {
    const first = before.find((other) => other.methods.includes(method) && nameless(other.path) === shape)
    if (first) place.field('path').reject(`${method} ${first.path} has a route already`)
  }
}
