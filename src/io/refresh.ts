/** Compiles configuration files into live registries: everything is checked before anything is written. */
import { parseConfiguration } from '../core/configuration.ts'
import type { Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { compile, knowsTenant, tenantsOf, type Compiled } from './compile.ts'
import { readFiles, tenantFile, tenantFiles, tenantOfFile } from './config-files.ts'
import { flip, withdraw, type RefreshOptions, type RefreshOutcome } from './flip.ts'
import { readDeployment, readPointer, readPointers, writeDeployment } from './registry-store.ts'

/** Tenants compiled by one request; the answer names the first of the rest. */
const TENANTS_PER_SLICE = 25

/** The registry that a tenant would have with these files in place of those in KV. Nothing is written. */
export async function previewTenant(
  env: Env,
  tenant: string,
  files: ReadonlyMap<string, string>,
): Promise<Compiled | { readonly rejections: readonly Rejection[] } | null> {
  const stored = await readFiles(env, [tenantFile(tenant)])
  const { configuration, rejections } = parseConfiguration(new Map([...stored, ...files]))
  if (configuration === null || rejections.length > 0) return { rejections }
  if (!knowsTenant(configuration, tenant)) return null
  const outcome = await compile(env, configuration, [tenant])
  const [compiled] = outcome.compiled
  return compiled === undefined || outcome.rejections.length > 0 ? { rejections: outcome.rejections } : compiled
}

/**
 * Compiles one tenant from the files as they stand, and makes it live.
 *
 * What is live is looked at before the files are read, and flipped only if it is still the same: of two refreshes at once
 * the one that read older files finds that out, and reads them anew.
 */
export async function refreshTenant(env: Env, tenant: string, options: RefreshOptions): Promise<RefreshOutcome> {
  return insisting(async () => {
    const seen = await readPointer(env, tenant)
    const own = tenantFile(tenant)
    const others = (await tenantFiles(env)).filter((name) => name !== own).map(tenantOfFile)
    const files = new Map([...(await readFiles(env, [own])), ...(options.files ?? [])])
    const { configuration, rejections } = parseConfiguration(files, others)
    if (configuration === null || rejections.length > 0) return { kind: 'rejected', rejections }
    // Who has left the files is withdrawn with all tenants, where somebody looks at them all.
    const listed = (await readDeployment(env))?.tenants ?? []
    const tenants = [...new Set([...listed, ...tenantsOf(configuration), ...others])]
    if (knowsTenant(configuration, tenant)) {
      const { outcome, overtaken } = await flip(env, configuration, {
        ...options,
        tenants,
        slice: new Map([[tenant, seen]]),
        next: null,
      })
      return overtaken.length > 0 ? { kind: 'overtaken' } : outcome
    }
    const withdrawn = await withdraw(env, [tenant], options)
    if (withdrawn.length === 0) return { kind: 'unknown_tenant' }
    const rest = tenants.filter((other) => other !== tenant).toSorted()
    if (options.isDry !== true) await writeDeployment(env, { settings: configuration.settings, tenants: rest })
    return { kind: 'flipped', tenants: withdrawn, next: null, warnings: [] }
  })
}

/**
 * Compiles every tenant and the operators' host, a slice at a time: one request reads the files of its slice alone, so that
 * ten thousand tenants take many requests and none of them much. Within a slice it is all or nothing; whoever wants to know
 * beforehand walks through all slices of a dry run. Tenants that have left the configuration are withdrawn with the first.
 *
 * @param from First tenant of this slice, as the previous answer's `next` gave it; `null` for the first slice.
 */
export async function refreshAll(env: Env, from: string | null, options: RefreshOptions): Promise<RefreshOutcome> {
  return insisting(async () => {
    const read = await readSlice(env, from, options)
    if ('rejections' in read) return { kind: 'rejected', rejections: read.rejections }
    const { all, slice, next, files, others } = read
    const { configuration, rejections } = parseConfiguration(files, others)
    if (configuration === null || rejections.length > 0) return { kind: 'rejected', rejections }
    const before = (await readDeployment(env))?.tenants ?? []
    const seen = await readPointers(env, slice)
    // Which tenants there are, only the files tell: they must not have changed before their pointers were looked at.
    const again = await readSlice(env, from, options)
    if ('rejections' in again || !isSame(read, again)) return { kind: 'overtaken' }
    const pointers = new Map(slice.flatMap((tenant, index) => (seen[index] ? [[tenant, seen[index]] as const] : [])))
    const { host } = configuration.settings.operator
    const tenants = all.filter((tenant) => tenant !== host)
    const { outcome, overtaken } = await flip(env, configuration, { ...options, tenants, slice: pointers, next })
    if (outcome.kind !== 'flipped') return outcome
    const later = await Promise.all(overtaken.map((tenant) => refreshTenant(env, tenant, options)))
    const kept = new Set(all)
    const left = from === null ? before.filter((tenant) => !kept.has(tenant)) : []
    const gone = await withdraw(env, left, options)
    const late = later.flatMap((other) => (other.kind === 'flipped' ? other.tenants : []))
    return { ...outcome, tenants: [...outcome.tenants, ...late, ...gone] }
  })
}

interface Slice {
  /** Every tenant and the operators' host, sorted, so that slices are stable. */
  readonly all: readonly string[]
  readonly slice: readonly string[]
  readonly next: string | null
  /** The files that all share, and those of the slice. */
  readonly files: ReadonlyMap<string, string>
  /** Tenants whose files are not among them. */
  readonly others: readonly string[]
}

async function readSlice(
  env: Env,
  from: string | null,
  { files: given = new Map() }: RefreshOptions,
): Promise<Slice | { readonly rejections: readonly Rejection[] }> {
  const names = (await tenantFiles(env)).filter((name) => !given.has(name)).map(tenantOfFile)
  // Where all fit into one slice, all mistakes are reported at once.
  const isWhole = names.length <= TENANTS_PER_SLICE
  const known = new Map([...(await readFiles(env, isWhole ? names.map(tenantFile) : [])), ...given])
  const { configuration, rejections } = parseConfiguration(known, isWhole ? [] : names)
  if (configuration === null || rejections.length > 0) return { rejections }
  const { host } = configuration.settings.operator
  const all = [...new Set([...tenantsOf(configuration), ...names, ...(host === null ? [] : [host])])].toSorted()
  const start = from === null ? 0 : all.findIndex((tenant) => tenant >= from)
  const slice = start === -1 ? [] : all.slice(start, start + TENANTS_PER_SLICE)
  const next = start === -1 ? null : (all[start + TENANTS_PER_SLICE] ?? null)
  if (isWhole) return { all, slice, next, files: known, others: [] }
  const wanted = new Set(slice)
  const own = names.filter((name) => wanted.has(name)).map(tenantFile)
  const files = new Map([...(await readFiles(env, own)), ...given])
  return { all, slice, next, files, others: names.filter((name) => !wanted.has(name)) }
}

function isSame(one: Slice, other: Slice): boolean {
  const isSameText = [...one.files].every(([file, text]) => other.files.get(file) === text)
  return isSameText && one.files.size === other.files.size && one.all.join() === other.all.join()
}

/** Several operators at once get in each other's way once or twice, not for ever. */
const MOST_TRIES = 10

async function insisting(work: () => Promise<RefreshOutcome>): Promise<RefreshOutcome> {
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    const outcome = await work()
    if (outcome.kind !== 'overtaken') return outcome
  }
  return work()
}
