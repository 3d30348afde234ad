/** What the gateway answers operators about tenants and their plugins. */
import { isRecord, own, ownText } from '#core/own-property'
import type { Rejection } from '#core/rejection'
import { type Guard, listOf, numberOf, textsOf } from './guard.ts'

export interface Quarantined {
  readonly scope: 'tenant' | 'all'
  readonly reason: string | null
  readonly by: string | null
  /** ISO 8601, as it was written. */
  readonly at: string | null
}

/** A second version that some people have. */
export interface Rollout {
  readonly version: string
  readonly percent: number
  /** Why it was stopped; `null`: it goes on. */
  readonly halted: string | null
}

export interface OperatedPlugin {
  readonly id: string
  readonly title: string | null
  readonly version: string
  readonly enabled: boolean
  readonly quarantined: Quarantined | null
  readonly rollout: Rollout | null
  readonly routes: number
  readonly widgets: number
}

export interface EarlierRevision {
  readonly revision: string
  /** ISO 8601: when it became live last, where that is known. */
  readonly at: string | null
}

export interface OperatedTenant {
  readonly tenant: string
  readonly revision: string
  /** ISO 8601: when it became live, where that is known. */
  readonly at: string | null
  /** Revisions before, newest first. */
  readonly history: readonly EarlierRevision[]
  readonly plugins: readonly OperatedPlugin[]
}

export const TENANTS: Guard<readonly string[]> = {
  what: 'the tenants',
  parse: (body) => (Array.isArray(own(body, 'tenants')) ? textsOf(own(body, 'tenants')) : null),
}

export const PLUGINS: Guard<OperatedTenant> = { what: 'the plugins', parse: parseTenant }

export function parseTenant(input: unknown): OperatedTenant | null {
  const [tenant, revision, plugins] = [ownText(input, 'tenant'), ownText(input, 'revision'), own(input, 'plugins')]
  if (tenant === undefined || revision === undefined || !Array.isArray(plugins)) return null
  const history = listOf(own(input, 'history'), parseEarlier)
  return { tenant, revision, at: ownText(input, 'at') ?? null, history, plugins: listOf(plugins, parsePlugin) }
}

function parseEarlier(input: unknown): EarlierRevision | null {
  const revision = ownText(input, 'revision')
  return revision === undefined ? null : { revision, at: ownText(input, 'at') ?? null }
}

function parsePlugin(input: unknown): OperatedPlugin | null {
  const [id, version] = [ownText(input, 'id'), ownText(input, 'version')]
  if (id === undefined || version === undefined) return null
  return {
    id,
    title: ownText(input, 'title') ?? null,
    version,
    enabled: own(input, 'enabled') === true,
    quarantined: parseQuarantined(own(input, 'quarantined')),
    rollout: parseRollout(own(input, 'rollout')),
    routes: numberOf(input, 'routes') ?? 0,
    widgets: numberOf(input, 'widgets') ?? 0,
  }
}

/** @param input The flag, flat or as the member `flag`. */
export function parseQuarantined(input: unknown): Quarantined | null {
  if (!isRecord(input)) return null
  const flag = { ...input, ...(isRecord(input['flag']) ? input['flag'] : {}) }
  return {
    scope: input['scope'] === 'all' ? 'all' : 'tenant',
    reason: ownText(flag, 'reason') ?? null,
    by: ownText(flag, 'by') ?? null,
    at: ownText(flag, 'at') ?? null,
  }
}

function parseRollout(input: unknown): Rollout | null {
  const [version, percent] = [ownText(input, 'version'), numberOf(input, 'percent')]
  if (version === undefined || percent === null) return null
  return { version, percent, halted: ownText(input, 'halted') ?? null }
}

/** The rejections of a refused configuration; none for any other problem. */
export function parseRejections(problem: unknown): readonly Rejection[] {
  return listOf(own(problem, 'rejections'), (input) => {
    const [where, why] = [own(input, 'where'), ownText(input, 'why')]
    if (typeof where !== 'string' || why === undefined) return null
    const [file, line, column] = [ownText(input, 'file'), numberOf(input, 'line'), numberOf(input, 'column')]
    return {
      where,
      why,
      ...(file === undefined ? {} : { file }),
      ...(line === null ? {} : { line }),
      ...(column === null ? {} : { column }),
    }
  })
}
