/** `oidc-provider`, configured as a first-party identity provider for development. */
import type { JWK } from 'jose'
import { type Configuration, type Grant, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { clientsOf, organizationOf } from './clients.ts'
import { fetchFrom } from './egress.ts'
import { confirmKnownLogout } from './logout.ts'
import { errorPage, logoutPage, signedOutPage } from './page.ts'
import { personOf } from './people.ts'
import { pageHeaders, pagePolicy } from './page-headers.ts'
import type { MemoryStore } from './store.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 60 * MINUTE_SECONDS

/** Short on purpose: a demo of ten minutes sees a real refresh. */
const ACCESS_TOKEN_SECONDS = 5 * MINUTE_SECONDS
/** Longer than a gateway's session, which lasts at most 8 h. */
const SESSION_SECONDS = 12 * HOUR_SECONDS

export interface ProviderSettings {
  /** The identity provider's own port: part of the issuer. */
  readonly port: number
  readonly gatewayPort: number
  readonly clientSecret: string
}

/** @param keys The first one signs, the others are still published. */
export function createProvider(settings: ProviderSettings, store: MemoryStore, keys: readonly JWK[]): Provider {
  const clients = clientsOf(settings.gatewayPort, settings.clientSecret)
  const backchannel = clients.flatMap((client) => client.backchannel_logout_uri ?? [])
  const provider = new Provider(`http://localhost:${settings.port}`, {
    adapter: (model) => store.adapterOf(model),
    clients,
    jwks: { keys },
    fetch: fetchFrom(new Set(backchannel)),
    ...TOKENS,
    ...pagesOf(pageHeaders(pagePolicy(clients))),
  })
  provider.use(confirmKnownLogout(settings.port))
  provider.on('server_error', (_ctx, cause) => console.error('identity provider:', cause))
  provider.on('backchannel.error', (_ctx, cause, client) => {
    console.error(`identity provider: back-channel log-out of ${client.clientId}: ${cause.message}`)
  })
  return provider
}

const TOKENS: Configuration = {
  claims: {
    openid: ['sub'],
    profile: ['name', 'organization', 'groups'],
    email: ['email'],
    organization: ['organization', 'groups'],
  },
  /** Puts the claims into the ID token, where the gateway reads them, and not into the userinfo answer alone. */
  conformIdTokenClaims: false,
  findAccount: (_ctx, sub) => {
    const person = personOf(sub)
    if (!person) return undefined
    const { name, email, organization, groups } = person
    return { accountId: sub, claims: () => ({ sub, name, email, organization, groups: [...groups] }) }
  },
  pkce: { required: () => true },
  responseTypes: ['code'],
  /** The library drops `offline_access` unless the person is asked for consent, which first-party clients never do. */
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  /** A log-out takes the tokens with it; the library would let them outlive the session. */
  expiresWithSession: () => true,
  loadExistingGrant: grantToFirstParty,
  ttl: {
    AccessToken: ACCESS_TOKEN_SECONDS,
    AuthorizationCode: MINUTE_SECONDS,
    IdToken: HOUR_SECONDS,
    Interaction: HOUR_SECONDS,
    RefreshToken: SESSION_SECONDS,
    Grant: SESSION_SECONDS,
    Session: SESSION_SECONDS,
  },
}

function pagesOf(headers: Record<string, string>): Configuration {
  const show = async (ctx: Pick<KoaContextWithOIDC, 'set' | 'body'>, page: ReturnType<typeof errorPage>) => {
    ctx.set(headers)
    ctx.body = String(await page)
  }
  return {
    /** Names of their own, since cookies ignore ports: the gateway may answer at `localhost` too. */
    cookies: { names: { session: 'idp_session', interaction: 'idp_interaction', resume: 'idp_resume' } },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, logoutPage(form)),
        postLogoutSuccessSource: (ctx) => show(ctx, signedOutPage()),
      },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}`, policy: loginPolicy() },
    renderError: (ctx, { error, error_description: why }) => show(ctx, errorPage(why ?? error)),
  }
}

/** A client of ours has what it asks for: nobody is shown a consent page. */
async function grantToFirstParty(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider, requestParamScopes } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const known = session.grantIdFor(client.clientId)
  const found = known === undefined ? undefined : await provider.Grant.find(known)
  const { clientId } = client
  const { accountId } = session
  const grant = found?.accountId === accountId ? found : new provider.Grant({ clientId, accountId })
  grant.addOIDCScope(requestParamScopes)
  await grant.save()
  return grant
}

/**
 * Asks again when a person of one organization, already signed in, opens the application of another: otherwise single
 * sign-on would return them at once, and they could never sign in as somebody else.
 */
function loginPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  const otherOrganization = new interactionPolicy.Check(
    'other_organization',
    'The signed-in person belongs to another organization',
    ({ oidc }) => {
      const organization = personOf(oidc.session?.accountId ?? '')?.organization
      if (organization === undefined || oidc.result?.login) return false
      return organization !== organizationOf(oidc.client?.clientId ?? '')
    },
  )
  policy.get('login')?.checks.add(otherOrganization)
  return policy
}
