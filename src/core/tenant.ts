/** Which tenant a request's host names. Whether there is such a tenant, the registry says. */

/** Lower-case DNS labels; no trailing dot, no underscore, no IPv6 literal. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/
const IPV4 = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/

/** The parts of `new URL(request.url)` that a tenant is read from; no header takes part. */
export interface RequestHost {
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly username: string
  readonly password: string
}

export interface Tenancy {
  /** Whether `acme.localhost:8787` is the tenant `acme.localhost`. Off: a host with a port is refused. */
  readonly stripPort: boolean
  /** Other hosts of a tenant: host -> tenant. */
  readonly aliases: Readonly<Record<string, string>>
  /** Where operators sign in with a browser; `null`: nowhere. */
  readonly operatorHost: string | null
}

/**
 * Whether the `Host` header spells the host of the address, which the runtime has read out of it: credentials in front, other
 * alphabets and forms of numbers are gone by then, and somebody else may read them otherwise.
 *
 * @param header As received; `null`: the runtime shows none.
 */
export function refuseHostHeader(
  header: string | null,
  { host, hostname, protocol }: { readonly host: string; readonly hostname: string; readonly protocol: string },
): 'host_ambiguous' | null {
  if (header === null || header === host) return null
  const said = header.toLowerCase()
  return said === host || said === `${hostname}${DEFAULT_PORT[protocol] ?? ''}` ? null : 'host_ambiguous'
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { 'http:': ':80', 'https:': ':443' }

export type TenantRefusal = 'userinfo' | 'port' | 'host_malformed' | 'host_is_address'

export function tenantOf(
  url: RequestHost,
  { stripPort, aliases, operatorHost }: Tenancy,
): { readonly kind: 'tenant' | 'operator'; readonly tenant: string } | { readonly refusal: TenantRefusal } {
  const { host, hostname, port } = url
  if (url.username !== '' || url.password !== '') return { refusal: 'userinfo' }
  if (!HOST_NAME.test(hostname)) return { refusal: 'host_malformed' }
  if (operatorHost !== null && (host === operatorHost || (stripPort && hostname === operatorHost))) {
    return { kind: 'operator', tenant: hostname }
  }
  if (port !== '' && !stripPort) return { refusal: 'port' }
  const alias = Object.hasOwn(aliases, hostname) ? aliases[hostname] : undefined
  if (alias === undefined && IPV4.test(hostname)) return { refusal: 'host_is_address' }
  return { kind: 'tenant', tenant: alias ?? hostname }
}
