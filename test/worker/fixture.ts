/** Tenants of a test's own, and people signed in to them, before the real gateway on real local stores. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { vi } from 'vitest'
import { app } from '../../src/app.ts'
import type { SessionRecord } from '../../src/core/session.ts'
import type { Env } from '../../src/env.ts'
import { randomId } from '../../src/io/digest.ts'
import type { Tokens } from '../../src/io/idp.ts'
import { openSession } from '../../src/io/sessions.ts'
import { NETWORK } from './network.ts'

// Time stands still unless a test moves it on, so that nothing that an isolate remembers ends by itself.
vi.setSystemTime(Date.now())

/** Moves the clock on: the isolate forgets, sessions age. It never goes back. */
export function passTime(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds)
}

/** Longer than an isolate remembers pointers, flags and sessions. */
export const FORGOTTEN_MS = 1001
export const OPERATOR_HOST = 'ops.test'
export const CLIENT_ADDRESS = '192.0.2.7'

/** Plain data as it stands in a configuration file; JSON is YAML. */
type Plain = Readonly<Record<string, unknown>>

export interface TenantSetup {
  readonly plugins?: readonly (Plain & { readonly id: string; readonly version: string })[]
  readonly settings?: Plain
  readonly services?: Readonly<Record<string, Plain>>
  readonly routes?: readonly Plain[]
  readonly idps?: (host: string) => readonly Plain[]
  readonly ui?: (host: string) => Plain
}

export interface Call {
  readonly method?: string
  /** `null` takes a header away that would be sent otherwise. */
  readonly headers?: Readonly<Record<string, string | null>>
  readonly body?: BodyInit
  /** Bindings in place of the real ones. */
  readonly bindings?: Partial<Env>
}

/** Sends a request as a client would: the cookie and every header are the caller's to choose. */
export async function send(
  url: string,
  { method = 'GET', headers = {}, body, bindings }: Call = {},
): Promise<Response> {
  const sent = new Headers({ 'CF-Connecting-IP': CLIENT_ADDRESS })
  for (const [name, value] of Object.entries(headers)) if (value !== null) sent.set(name, value)
  const request = new Request(url, {
    method,
    headers: sent,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  if (bindings === undefined) return exports.default.fetch(request)
  const context = createExecutionContext()
  const response = await app.fetch(request, { ...env, ...bindings }, context)
  // What goes on behind the answer (figures are sent a second later) is nothing a caller waits for.
  void waitOnExecutionContext(context)
  return response
}

/** A tenant whose files and bundles are written and compiled. */
export async function newTenant(setup: TenantSetup = {}): Promise<Tenant> {
  const tenant = await writtenTenant(setup)
  // At once: the files of all tenants are shared, and the next tenant of a test writes them anew.
  await tenant.fetch('/api/session')
  return tenant
}

/** A tenant whose files and bundles are written. Its first request compiles them. */
export async function writtenTenant(setup: TenantSetup = {}): Promise<Tenant> {
  const host = `t${randomId()
    .slice(0, 12)
    .replaceAll(/[^A-Za-z0-9]/g, '0')
    .toLowerCase()}.test`
  await writeConfiguration(host, setup)
  return new Tenant(host)
}

/** Every file anew: a configuration that was there before is of no concern to this tenant once it is compiled. */
export async function writeConfiguration(host: string, setup: TenantSetup): Promise<void> {
  const { plugins = [], settings = {}, services = {}, routes = [], idps, ui } = setup
  const crud = { url: NETWORK, identity: 'assertion' }
  const files = {
    'config/settings.yaml': {
      environment: 'staging',
      operator: { host: OPERATOR_HOST },
      doorbell: { storeMs: 1000 },
      ...settings,
    },
    'config/routes.yaml': { services: { crud, ...services }, routes: [...CRUD_ROUTES, ...routes] },
    'config/idps.yaml': { idps: idps?.(host) ?? [] },
    'config/ui.yaml': { tenants: ui === undefined ? {} : { [host]: ui(host) } },
    [`config/plugins/${host}.yaml`]: plugins,
  }
  for (const [key, file] of Object.entries(files)) await env.CONFIG.put(key, JSON.stringify(file))
  for (const { id, version } of plugins) await putBundle(id, version)
}

const CRUD_ROUTES = [
  { path: '/api/crud/*', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], service: 'crud' },
  { path: '/api/events', methods: ['GET'], service: 'crud', sse: true },
]

export function bundleKey(id: string, version: string): string {
  return `plugins/${id}/${version}/index.esm.js`
}

/** The code of a plugin's bundle, as `newTenant` stores it. */
export function bundleText(id: string, version: string): string {
  return `export const plugin = '${id} ${version}'\n`
}

async function putBundle(id: string, version: string): Promise<void> {
  const key = bundleKey(id, version)
  if ((await env.BUNDLES.head(key)) === null) await env.BUNDLES.put(key, bundleText(id, version))
}

export class Tenant {
  readonly host: string
  readonly origin: string

  constructor(host: string) {
    this.host = host
    this.origin = `https://${host}`
  }

  /** A request of nobody. */
  fetch(path: string, call: Call = {}): Promise<Response> {
    return send(this.origin + path, call)
  }

  async signIn({ userId = 'alice', tokens = {}, ...more }: SignIn = {}): Promise<Person> {
    const now = Date.now()
    const record: SessionRecord = {
      tenant: this.host,
      subject: { type: 'account', id: `auth:account:demo:${userId}` },
      person: { name: userId },
      groups: [],
      idp: 'demo',
      issuer: `${NETWORK}/idp/${this.host}`,
      userId,
      createdAt: now,
      lastSeenAt: now,
      csrfToken: randomId(),
      ...more,
    }
    const given = { accessToken: 'access', refreshToken: null, idToken: null, expiresAt: now + 3_600_000, ...tokens }
    const id = await openSession(env, record, given, { idleSeconds: 1800, absoluteSeconds: 28_800 })
    return new Person(this, id, record)
  }
}

export type SignIn = Partial<SessionRecord> & { readonly tokens?: Partial<Tokens> }

/** Somebody's browser with a page of this tenant open. */
export class Person {
  readonly tenant: Tenant
  readonly sessionId: string
  readonly record: SessionRecord
  readonly cookie: string

  constructor(tenant: Tenant, sessionId: string, record: SessionRecord) {
    this.tenant = tenant
    this.sessionId = sessionId
    this.record = record
    this.cookie = `__Host-Http-sid=${sessionId}`
  }

  /** The page's own call, with every proof that it comes from there. */
  fetch(path: string, call: Call = {}): Promise<Response> {
    const { method = 'GET', body } = call
    const isSafe = method === 'GET' || method === 'HEAD'
    const proof = { Origin: this.tenant.origin, 'Sec-Fetch-Site': 'same-origin', 'X-CSRF-Token': this.record.csrfToken }
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const headers = { Cookie: this.cookie, ...(isSafe ? {} : proof), ...type, ...call.headers }
    return this.tenant.fetch(path, { ...call, headers })
  }

  /** A plugin's call. */
  call(plugin: string, path: string, call: Call = {}): Promise<Response> {
    return this.fetch(path, { ...call, headers: { 'X-Plugin-Id': plugin, ...call.headers } })
  }
}
