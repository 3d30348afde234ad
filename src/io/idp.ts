/** Talks OpenID Connect with identity providers: authorization code with PKCE, refresh, end of session. */
import * as oauth from 'oauth4webapi'
import type { ProviderConfig } from '../core/idps.ts'
import { secretOf, type Env } from '../env.ts'
import { discover, httpOptions, IdpUnavailable } from './idp-metadata.ts'
import { log, reasonOf } from './log.ts'

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly idToken: string | null
  /** Unix milliseconds. */
  readonly expiresAt: number
}

export type RefreshOutcome =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'unavailable' }

/** Secrets of one authorization request, kept on our side until the person comes back. */
export interface AuthorizationSecrets {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export function newAuthorizationSecrets(): AuthorizationSecrets {
  return {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
  }
}

/** Where the browser is sent to sign in. */
export async function authorizationUrl(
  provider: ProviderConfig,
  secrets: AuthorizationSecrets,
  redirectUri: string,
): Promise<string> {
  const server = await discover(provider)
  if (server.authorization_endpoint === undefined) throw new IdpUnavailable('no authorization endpoint')
  const url = new URL(server.authorization_endpoint)
  const parameters = {
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: provider.scopes.join(' '),
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(secrets.codeVerifier),
    code_challenge_method: 'S256',
    ...(provider.maxAgeSeconds !== undefined && { max_age: String(provider.maxAgeSeconds) }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/**
 * Exchanges the code and checks the ID token: issuer, audience, nonce, times, recency and signature.
 *
 * @throws {IdpUnavailable} when the provider is down; any other error means that the answer was not acceptable.
 */
export async function redeemCode(
  env: Env,
  provider: ProviderConfig,
  secrets: AuthorizationSecrets,
  redirectUri: string,
  callback: URLSearchParams,
): Promise<{ readonly claims: oauth.IDToken; readonly tokens: Tokens }> {
  const server = await discover(provider)
  const client = clientOf(provider)
  const parameters = oauth.validateAuthResponse(server, client, callback, secrets.state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authOf(env, provider),
    parameters,
    redirectUri,
    secrets.codeVerifier,
    httpOptions(provider),
  )
  const answer = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: secrets.nonce,
    requireIdToken: true,
    // Asked for and judged: a provider that does not say when the person signed in signs nobody in.
    ...(provider.maxAgeSeconds !== undefined && { maxAge: provider.maxAgeSeconds }),
  })
  await oauth.validateApplicationLevelSignature(server, response, httpOptions(provider))
  const claims = oauth.getValidatedIdTokenClaims(answer)
  if (claims === undefined) throw new Error('no ID token')
  return { claims, tokens: tokensOf(answer, null) }
}

export async function refreshTokens(env: Env, provider: ProviderConfig, old: Tokens): Promise<RefreshOutcome> {
  try {
    const server = await discover(provider)
    const client = clientOf(provider)
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authOf(env, provider),
      old.refreshToken ?? '',
      httpOptions(provider),
    )
    const answer = await oauth.processRefreshTokenResponse(server, client, response)
    return { kind: 'tokens', tokens: tokensOf(answer, old) }
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') return { kind: 'revoked' }
    log('error', 'token_refresh_failed', { provider: provider.name, reason: reasonOf(error) })
    return { kind: 'unavailable' }
  }
}

/** Where the browser is sent to end the provider's session, or `null` when the provider has no such page. */
export async function endSessionUrl(
  provider: ProviderConfig,
  idToken: string | null,
  returnTo: string,
): Promise<string | null> {
  const server = await discover(provider)
  if (server.end_session_endpoint === undefined) return null
  const url = new URL(server.end_session_endpoint)
  url.searchParams.set('client_id', provider.clientId)
  url.searchParams.set('post_logout_redirect_uri', returnTo)
  if (idToken !== null) url.searchParams.set('id_token_hint', idToken)
  return url.href
}

function clientOf(provider: ProviderConfig): oauth.Client {
  return { client_id: provider.clientId }
}

function authOf(env: Env, provider: ProviderConfig): oauth.ClientAuth {
  if (provider.clientSecretName === null) return oauth.None()
  const secret = secretOf(env, provider.clientSecretName)
  if (secret === null) throw new Error(`the Worker secret ${provider.clientSecretName} is not set`)
  return oauth.ClientSecretBasic(secret)
}

function tokensOf(answer: oauth.TokenEndpointResponse, old: Tokens | null): Tokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? old?.refreshToken ?? null,
    idToken: answer.id_token ?? old?.idToken ?? null,
    expiresAt: Date.now() + (answer.expires_in ?? 60) * 1000,
  }
}
