/** Identity providers of a test's own, on the fake network, and the way through a sign-in. */
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { newTenant, type Call, type Tenant, type TenantSetup } from './fixture.ts'
import { answerJson, NETWORK } from './network.ts'

export const CLIENT_ID = 'experience'
const keys = await generateKeyPair('RS256', { extractable: true })
/** A key that no provider publishes. */
export const foreignKeys = await generateKeyPair('RS256')

export interface Idp {
  readonly issuer: string
  /** Path of the issuer on the fake network; its endpoints stand below. */
  readonly path: string
}

/** A provider with metadata and keys; its token endpoint is scripted by each test. */
export async function newIdp(metadata: Readonly<Record<string, unknown>> = {}): Promise<Idp> {
  const path = `/idp/${crypto.randomUUID()}`
  const issuer = NETWORK + path
  await answerJson(`${path}/.well-known/openid-configuration`, {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/end`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['RS256'],
    ...metadata,
  })
  await answerJson(`${path}/jwks`, await keysNamed('one'))
  return { path, issuer }
}

/** The key set of a provider whose one key has this id. */
export async function keysNamed(kid: string): Promise<unknown> {
  return { keys: [{ ...(await exportJWK(keys.publicKey)), kid, alg: 'RS256', use: 'sig' }] }
}

export function entryOf(idp: Idp, host: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    name: 'main',
    provider: 'demo',
    issuer: idp.issuer,
    client: { id: CLIENT_ID, secret: 'IDP_SECRET_DEMO' },
    scopes: ['openid', 'profile'],
    tenants: [host],
    ...more,
  }
}

/** A tenant whose people sign in with this provider. */
export async function tenantOf(idp: Idp, setup: TenantSetup = {}, more = {}): Promise<Tenant> {
  return newTenant({ idps: (host) => [entryOf(idp, host, more)], ...setup })
}

interface Signing {
  readonly header?: Readonly<Record<string, unknown>>
  readonly privateKey?: CryptoKey
}

/** Claims of a token; what is `undefined` is left out. */
export type Claims = Readonly<Record<string, unknown>>

export async function sign(
  claims: Claims,
  { header = {}, privateKey = keys.privateKey }: Signing = {},
): Promise<string> {
  const payload: JWTPayload = JSON.parse(JSON.stringify(claims))
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(privateKey)
}

/** A sign-in under way: the person stands at the provider. */
export interface UnderWay {
  readonly location: URL
  readonly state: string
  readonly nonce: string
  /** `name=value` of the cookie that binds the sign-in to the browser. */
  readonly cookie: string
}

export async function startLogin(tenant: Tenant, query = ''): Promise<UnderWay> {
  const response = await tenant.fetch(`/auth/login${query}`)
  if (response.status !== 302) throw new Error(`${response.status} ${await response.text()}`)
  const location = new URL(response.headers.get('Location') ?? '')
  const [cookie = ''] = (response.headers.getSetCookie()[0] ?? '').split(';')
  const { searchParams } = location
  return { location, cookie, state: searchParams.get('state') ?? '', nonce: searchParams.get('nonce') ?? '' }
}

export interface Coming {
  readonly claims?: Claims
  readonly signing?: Signing
  readonly token?: Readonly<Record<string, unknown>>
  /** Parameters of the callback in place of the right ones; `null` leaves one out. */
  readonly query?: Readonly<Record<string, string | null>>
  readonly cookie?: string
  readonly bindings?: Call['bindings']
}

/** Comes back from the provider, which has an ID token ready for whoever redeems the code. */
export async function comeBack(tenant: Tenant, idp: Idp, underWay: UnderWay, coming: Coming = {}): Promise<Response> {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: idp.issuer, aud: CLIENT_ID, sub: 'alice', nonce: underWay.nonce, iat: now, exp: now + 300 }
  const idToken = await sign({ ...claims, ...coming.claims }, coming.signing)
  const token = { access_token: 'at', token_type: 'Bearer', expires_in: 300, id_token: idToken, ...coming.token }
  await answerJson(`${idp.path}/token`, token)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ code: 'code', state: underWay.state, ...coming.query })) {
    if (value !== null) query.set(name, value)
  }
  const headers = { Cookie: coming.cookie ?? underWay.cookie }
  const { bindings } = coming
  return tenant.fetch(`/auth/callback?${query}`, { headers, ...(bindings === undefined ? {} : { bindings }) })
}

/** The session cookie that an answer sets, as a browser would send it back. */
export function sessionCookieOf(response: Response): string | undefined {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => pair.startsWith('__Host-Http-sid=') && pair !== '__Host-Http-sid=')
}
