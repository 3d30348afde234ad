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

interface EntryEdit {
  /** Says what would change, and changes nothing. */
  readonly isDry?: boolean
}

export function entryPath(tenant: string, plugin: string, { isDry = false }: EntryEdit = {}): string {
  const query = new URLSearchParams(isDry ? { tenant, dry: '1' } : { tenant })
  return `/api/ops/entries/${encodeURIComponent(plugin)}?${query}`
}

export function bundlePath(plugin: string, version: string): string {
  return `/api/ops/bundles/${encodeURIComponent(plugin)}/${encodeURIComponent(version)}`
}

export function revisionPath(tenant: string, to: string): string {
  return `/api/ops/revision?${new URLSearchParams({ tenant, to })}`
}

export const EXPORT_PATH = '/api/ops/export'

export function importPath({ isDry, isReplacing }: { isDry: boolean; isReplacing: boolean }): string {
  const said = [...(isDry ? [['dry', '1']] : []), ...(isReplacing ? [['replace', '1']] : [])]
  return `/api/ops/import?${new URLSearchParams(said)}`
}

interface AuditSearch {
  readonly words: string
  readonly outcome: string
  /** Rows older than this `seq`; `null`: from the newest. */
  readonly before: number | null
  readonly limit: number
}

/** What is left empty is not asked for. */
export function auditSearchPath(tenant: string, { words, outcome, before, limit }: AuditSearch): string {
  const query = new URLSearchParams({ tenant, words, limit: String(limit) })
  if (outcome !== '') query.set('outcome', outcome)
  if (before !== null) query.set('before', String(before))
  return `/api/ops/audit?${query}`
}

/** @param after `seq` of the row before the first. */
export function auditPath(tenant: string, after: number, limit: number): string {
  return `/api/ops/audit?${new URLSearchParams({ tenant, after: String(after), limit: String(limit) })}`
}

export function auditExportPath(tenant: string): string {
  return `/api/ops/audit/export?${new URLSearchParams({ tenant })}`
}

export function endSessionsPath(tenant: string, scope: Scope): string {
  return `/api/ops/sessions/end?${target(tenant, scope)}`
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
