/** Reads a tenant's policies and entities from KV and keeps them parsed, by revision, for the time of a lease. */
import { type Rejection, isRejection } from '../src/core/rejection.ts'
import { dropPolicySet, keepPolicySet, parsePolicies, refuseEntities } from './engine.ts'
import { type Entities, mergeEntities, parseEntities } from './entities.ts'
import type { Env } from './env.ts'

/** Never a tenant's name, as those have no underscore. */
const SHARED = '_shared'
const TENANT = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/
/** Cloudflare's smallest. It adds to the lease: an edit is in force everywhere after KV's window and one lease. */
const KV_CACHE_SECONDS = 30
/** Bounds the memory of an isolate; the tenant asked about least recently goes first. */
const MAX_TENANTS = 200

/** What an isolate holds of one tenant: rules to ask, or why there are none. */
export type TenantPolicies = TenantRules | { readonly unusable: string; readonly revision: string }

export interface TenantRules {
  readonly policySet: string
  readonly entities: Entities
  readonly revision: string
}

interface Lease {
  readonly policies: TenantPolicies
  /** Milliseconds since the epoch. */
  readonly endsAt: number
}

const leases = new Map<string, Lease>()

/**
 * The policies of a tenant, at most one lease old.
 *
 * @param now Milliseconds since the epoch.
 * @returns `null` for a tenant that has no policy file.
 * @throws When KV does not answer: old policies could permit what has been withdrawn.
 */
export async function readPolicies(env: Env, tenant: string, now: number): Promise<TenantPolicies | null> {
  if (!TENANT.test(tenant)) return null
  const lease = leases.get(tenant)
  if (lease && now < lease.endsAt) return lease.policies
  const files = await readFiles(env.CONFIG, tenant)
  const revision = await revisionOf(files)
  if (!files.has(policyKey(tenant))) return forget(tenant)
  return renew(tenant, files, revision, now + Number(env.POLICY_LEASE_MS))
}

/** Without a pause, so that requests side by side neither ask nor drop half of a change. */
function renew(tenant: string, files: ReadonlyMap<string, string>, revision: string, endsAt: number): TenantPolicies {
  const held = leases.get(tenant)?.policies
  const changed = held?.revision !== revision
  if (changed) forget(tenant)
  const policies = held && !changed ? held : compile(tenant, files, revision)
  leases.delete(tenant) // and in again as the youngest
  leases.set(tenant, { policies, endsAt })
  const [oldest] = leases.keys()
  if (oldest !== undefined && leases.size > MAX_TENANTS) forget(oldest)
  return policies
}

const policyKey = (name: string): string => `config/policies/${name}.cedar`
const entitiesKey = (name: string): string => `config/policies/${name}.entities.json`

async function readFiles(kv: KVNamespace, tenant: string): Promise<ReadonlyMap<string, string>> {
  const keys = [SHARED, tenant].flatMap((name) => [policyKey(name), entitiesKey(name)])
  const values = await kv.get(keys, { type: 'text', cacheTtl: KV_CACHE_SECONDS })
  const files = new Map<string, string>()
  for (const [key, value] of values) if (value !== null) files.set(key, value)
  return files
}

async function revisionOf(files: ReadonlyMap<string, string>): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([...files]))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function compile(tenant: string, files: ReadonlyMap<string, string>, revision: string): TenantPolicies {
  const rules = compileRules(tenant, files, revision)
  if (isRejection(rules)) {
    const unusable = `${rules.where}: ${rules.why}`
    console.error(JSON.stringify({ event: 'policies_unusable', tenant, revision, why: unusable }))
    return { unusable, revision }
  }
  console.log(JSON.stringify({ event: 'policies_loaded', tenant, revision, entities: rules.entities.size }))
  return rules
}

function compileRules(tenant: string, files: ReadonlyMap<string, string>, revision: string): TenantRules | Rejection {
  const policies = new Map<string, string>()
  let entities: Entities = new Map()
  for (const name of [SHARED, tenant]) {
    const parsed = parsePolicies(policyKey(name), files.get(policyKey(name)) ?? '')
    if (isRejection(parsed)) return parsed
    for (const [id, text] of parsed) {
      if (policies.has(id)) return { where: policyKey(name), why: `two policies are called ${id}` }
      policies.set(id, text)
    }
    const declared = parseEntities(files.get(entitiesKey(name)) ?? '[]')
    if (isRejection(declared)) return { ...declared, where: `${entitiesKey(name)}${declared.where}` }
    entities = mergeEntities(entities, declared)
  }
  const policySet = `${tenant}@${revision}`
  const wrong = refuseEntities(entities.values()) ?? keepPolicySet(policySet, policies)
  return wrong === null ? { policySet, entities, revision } : { where: `policies of ${tenant}`, why: wrong }
}

function forget(tenant: string): null {
  const policies = leases.get(tenant)?.policies
  if (policies && 'policySet' in policies) dropPolicySet(policies.policySet)
  leases.delete(tenant)
  return null
}
