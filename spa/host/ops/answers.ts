/** What the gateway answers operators, from `unknown` into types. */
import { isRecord, own, ownText } from '#core/own-property'
import type { Rejection } from '#core/rejection'

export interface OperatedPlugin {
  readonly id: string
  readonly version: string
  readonly enabled: boolean
  readonly quarantined: { readonly scope: 'tenant' | 'all'; readonly reason: string | null } | null
  readonly routes: number
  readonly widgets: number
}

export interface OperatedTenant {
  readonly tenant: string
  readonly revision: string
  readonly plugins: readonly OperatedPlugin[]
}

export function parseTenants(input: unknown): readonly string[] | null {
  const tenants = own(input, 'tenants')
  if (!Array.isArray(tenants)) return null
  return tenants.filter((tenant: unknown) => typeof tenant === 'string')
}

export function parseTenant(input: unknown): OperatedTenant | null {
  const [tenant, revision, plugins] = [ownText(input, 'tenant'), ownText(input, 'revision'), own(input, 'plugins')]
  if (tenant === undefined || revision === undefined || !Array.isArray(plugins)) return null
  return { tenant, revision, plugins: plugins.map(parsePlugin).filter((plugin) => plugin !== null) }
}

function parsePlugin(input: unknown): OperatedPlugin | null {
  const [id, version] = [ownText(input, 'id'), ownText(input, 'version')]
  if (id === undefined || version === undefined) return null
  const quarantined = own(input, 'quarantined')
  return {
    id,
    version,
    enabled: own(input, 'enabled') === true,
    quarantined: isRecord(quarantined)
      ? { scope: quarantined['scope'] === 'all' ? 'all' : 'tenant', reason: ownText(quarantined, 'reason') ?? null }
      : null,
    routes: countOf(own(input, 'routes')),
    widgets: countOf(own(input, 'widgets')),
  }
}

/** The rejections of a refused configuration; none for any other problem. */
export function parseRejections(problem: unknown): readonly Rejection[] {
  const rejections = own(problem, 'rejections')
  if (!Array.isArray(rejections)) return []
  return rejections.flatMap((input: unknown) => {
    const [where, why] = [own(input, 'where'), ownText(input, 'why')]
    if (typeof where !== 'string' || why === undefined) return []
    const [file, line, column] = [ownText(input, 'file'), own(input, 'line'), own(input, 'column')]
    return {
      where,
      why,
      ...(file === undefined ? {} : { file }),
      ...(typeof line === 'number' ? { line } : {}),
      ...(typeof column === 'number' ? { column } : {}),
    }
  })
}

function countOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
