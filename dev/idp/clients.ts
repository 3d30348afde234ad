/** The relying parties: one client per tenant, because each has its own redirect URIs and organization. */
import type { ClientMetadata } from 'oidc-provider'
import type { Person } from './people.ts'

interface ClientSpec {
  readonly id: string
  readonly name: string
  readonly organization: Person['organization']
  /** The first host is the tenant's own and gets the back-channel calls; the others are aliases. */
  readonly hosts: readonly [string, ...string[]]
  /** The host is also served by https on its default port. */
  readonly https?: true
}

const SPECS: readonly ClientSpec[] = [
  {
    id: 'experience-acme',
    name: 'Acme',
    organization: 'acme',
    hosts: ['acme.localhost', 'localhost', '127.0.0.1'],
  },
  { id: 'experience-globex', name: 'Globex', organization: 'globex', hosts: ['globex.localhost'] },
  {
    id: 'experience-source',
    name: 'the example portal',
    organization: 'acme',
    hosts: ['experience.ocg.labs.empowernow.ai'],
    https: true,
  },
  { id: 'experience-ops', name: 'the operator console', organization: 'acme', hosts: ['ops.localhost'] },
]

/** The organization whose people a client is meant for. */
export function organizationOf(clientId: string): Person['organization'] | undefined {
  return SPECS.find(({ id }) => id === clientId)?.organization
}

/** @param gatewayPort Where the gateway listens: part of every redirect URI. */
export function clientsOf(gatewayPort: number, secret: string): ClientMetadata[] {
  return SPECS.map((spec) => {
    const origins = spec.hosts.flatMap((host) => [
      `http://${host}:${gatewayPort}`,
      ...(spec.https ? [`https://${host}`] : []),
    ])
    return {
      client_id: spec.id,
      client_name: spec.name,
      client_secret: secret,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: origins.map((origin) => `${origin}/auth/callback`),
      post_logout_redirect_uris: origins.map((origin) => `${origin}/signed-out`),
      backchannel_logout_uri: `http://${spec.hosts[0]}:${gatewayPort}/auth/backchannel-logout`,
      backchannel_logout_session_required: true,
    }
  })
}
