/** The operator API's addresses. */
import type { Scope } from './desk.ts'

export function pluginsPath(tenant: string): string {
  return `/api/ops/plugins?${new URLSearchParams({ tenant })}`
}

export function pluginPath(tenant: string, id: string): string {
  return `/api/ops/plugin?${new URLSearchParams({ tenant, id })}`
}

export function orderPath(action: string, plugin: string, tenant: string, scope: Scope): string {
  return `/api/plugins/${action}/${encodeURIComponent(plugin)}?${target(tenant, scope)}`
}

interface Refresh {
  readonly isDry?: boolean
  /** First tenant of the slice; `null`: the first slice. */
  readonly from?: string | null
}

export function refreshPath(tenant: string, scope: Scope, { isDry = false, from = null }: Refresh = {}): string {
  const query = target(tenant, scope)
  if (isDry) query.set('dry', '1')
  if (from !== null) query.set('from', from)
  return `/api/plugins/refresh?${query}`
}

export function rollbackPath(tenant: string, to: string): string {
  return `/api/plugins/rollback?${new URLSearchParams({ tenant, to })}`
}

export function rolloutPath(tenant: string, plugin: string): string {
  return `/api/plugins/rollout/${encodeURIComponent(plugin)}?${new URLSearchParams({ tenant })}`
}

export function metricsPath(tenant: string, minutes: number): string {
  return `/api/ops/metrics?${new URLSearchParams({ tenant, minutes: String(minutes) })}`
}

/** @param after `seq` of the row before the first. */
export function auditPath(tenant: string, after: number, limit: number): string {
  return `/api/ops/audit?${new URLSearchParams({ tenant, after: String(after), limit: String(limit) })}`
}

export function configPath(tenant: string, file: string): string {
  return `/api/ops/config?${new URLSearchParams({ tenant, file })}`
}

interface Asked {
  readonly tenant: string
  readonly plugin: string
  readonly subject: string
  readonly method: string
  readonly path: string
}

/** What is left empty is not asked about. */
export function explainPath(asked: Asked): string {
  const said = Object.entries(asked).filter(([, value]) => value !== '')
  return `/api/ops/explain?${new URLSearchParams(said)}`
}

function target(tenant: string, scope: Scope): URLSearchParams {
  return new URLSearchParams(scope === 'all' ? { tenant, scope } : { tenant })
}
