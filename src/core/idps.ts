/** `config/idps.yaml`: identity providers and the tenants they serve. */
import { readHost, readSecureUrl } from './address.ts'
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'

export interface ProviderConfig {
  readonly name: string
  /** Alias in subject ids `auth:account:{provider}:{user_id}`; the entry's name unless it says otherwise. */
  readonly provider: string
  /** Issuer identifier, compared exactly. */
  readonly issuer: string
  readonly clientId: string
  /** Name of the Worker secret that holds the client's secret, `IDP_SECRET_…`; `null`: a public client. */
  readonly clientSecretName: string | null
  readonly scopes: readonly string[]
  readonly tenants: readonly string[]
  /** Claims the ID token must carry (a string claim equal to the value, or a list claim holding it). */
  readonly claims: Readonly<Record<string, string>>
  /** How long ago the person may have shown the provider who they are; without it the provider's own rule holds. */
  readonly maxAgeSeconds?: number
}

/** Clocks differ; and whoever has just signed in still has to come back. */
const SHORTEST_AGE_SECONDS = 60
/** A provider's own sessions end before that. */
const LONGEST_AGE_SECONDS = 30 * 24 * 3600

/** It stands between colons in a subject's id. */
const ALIAS = /^[A-Za-z0-9._-]{1,64}$/
const SECRET_NAME = /^IDP_SECRET_[A-Z0-9_]{1,64}$/
/** @see RFC 6749, section 3.3 */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]{1,128}$/

/** Reads the identity providers. What is wrong is reported and left out; the rest can be used. */
export function readProviders(place: Place, rejections: Rejection[]): readonly ProviderConfig[] {
  const providers: ProviderConfig[] = []
  for (const entry of place.only('idps').field('idps').items()) {
    const own: Rejection[] = []
    const provider = readProvider(entry.reportingTo(own))
    refuseConflict(entry.reportingTo(own), provider, providers)
    if (own.length === 0) providers.push(provider)
    rejections.push(...own)
  }
  return providers
}

function readProvider(place: Place): ProviderConfig {
  place.only('name', 'provider', 'issuer', 'client', 'scopes', 'tenants', 'claims', 'maxAgeSeconds')
  const name = place.field('name').text(ALIAS, 'a name of letters, digits and . _ -')
  const client = place.field('client').only('id', 'secret')
  const claims = place.optional('claims')?.fields() ?? []
  const maxAgeSeconds = place.optional('maxAgeSeconds')?.integer(SHORTEST_AGE_SECONDS, LONGEST_AGE_SECONDS) ?? null
  return {
    name,
    provider: place.optional('provider')?.text(ALIAS, 'an alias of letters, digits and . _ -') ?? name,
    issuer: readSecureUrl(place.field('issuer')),
    clientId: client.field('id').text(),
    clientSecretName:
      client.optional('secret')?.text(SECRET_NAME, 'the name of a Worker secret, IDP_SECRET_…, never the secret') ??
      null,
    scopes: readScopes(place.optional('scopes')),
    tenants: readTenants(place.field('tenants')),
    claims: Object.fromEntries(claims.map(([claim, value]) => [claim, value.text()])),
    ...(maxAgeSeconds !== null && { maxAgeSeconds }),
  }
}

function readScopes(place: Place | null): readonly string[] {
  const scopes = place?.items().map((scope) => scope.text(SCOPE, 'a scope without blanks')) ?? ['openid']
  if (place?.isList && !scopes.includes('openid')) place.reject('must hold openid: without it there is no ID token')
  return scopes
}

function readTenants(place: Place): readonly string[] {
  const tenants = place.items().map(readHost)
  if (new Set(tenants).size < tenants.length) place.reject('names a tenant twice')
  return tenants
}

/**
 * One issuer under two aliases would make two subjects of one person; two issuers under one alias would make one subject of
 * two persons, wherever both serve a tenant.
 */
function refuseConflict(place: Place, provider: ProviderConfig, before: readonly ProviderConfig[]): void {
  if (before.some((other) => other.name === provider.name))
    return place.field('name').reject('another entry has this name')
  const where = place.field('provider').present ? place.field('provider') : place.field('name')
  const same = before.find(({ issuer, provider: alias }) => issuer === provider.issuer && alias !== provider.provider)
  if (same !== undefined)
    where.reject(`entry ${same.name} calls the same issuer ${same.provider}: use one alias per issuer`)
  const taken = before.find((other) => {
    const isOther = other.provider === provider.provider && other.issuer !== provider.issuer
    return isOther && other.tenants.some((tenant) => provider.tenants.includes(tenant))
  })
  if (taken === undefined) return
  where.reject(
    `entry ${taken.name} has another issuer under this alias for the same tenant: two people could be one subject`,
  )
}
