/** Operators of the tests: a script with a token, and a person on the operators' host. */
import { env } from 'cloudflare:workers'
import { secretOf } from '../../src/env.ts'
import { OPERATOR_HOST, Tenant, writeConfiguration, type Call, type Person } from './fixture.ts'

/** A bearer token that the Worker's secret knows by its hash. */
export const OPERATOR_TOKEN = secretOf(env, 'TEST_OPERATOR_TOKEN') ?? ''

/** A script's request: the token, and nothing that a browser would send. */
export function byToken(tenant: Tenant, path: string, { headers = {}, ...call }: Call = {}): Promise<Response> {
  const authorization = { Authorization: `Bearer ${OPERATOR_TOKEN}` }
  return tenant.fetch(path, { method: 'POST', ...call, headers: { ...authorization, ...headers } })
}

/** Somebody signed in on the operators' host. */
export async function operatorOnHost(): Promise<Person> {
  await writeConfiguration(OPERATOR_HOST, {})
  await env.CONFIG.delete(`config/plugins/${OPERATOR_HOST}.yaml`)
  const host = new Tenant(OPERATOR_HOST)
  await host.fetch('/api/session')
  return host.signIn({ userId: 'olivia' })
}

/** KV key of the tenant's own list of plugins. */
export function fileOf({ host }: Tenant): string {
  return `config/plugins/${host}.yaml`
}

/** Ids of the plugins that are live, as somebody signed in sees them. */
export async function idsOf(tenant: Tenant): Promise<readonly string[]> {
  const response = await (await tenant.signIn()).fetch('/api/plugins/manifests')
  const manifests: readonly { readonly id: string }[] = await response.json()
  return manifests.map(({ id }) => id)
}

/** The revision that KV points to. */
export async function revisionOf({ host }: Tenant): Promise<string> {
  const pointer = await env.CONFIG.get<{ readonly revision: string }>(`registry/${host}/current`, 'json')
  return pointer?.revision ?? ''
}
