/** What the host reports of the plugins that it mounted, or could not. */
import { parseTelemetry, type TelemetryEvent } from './telemetry.ts'

/** Why a plugin did not mount. A closed list: reasons are labels, and labels may not be many. */
export const MOUNT_FAILURES = [
  'quarantined',
  'not_permitted',
  'missing',
  'integrity',
  'not_javascript',
  'syntax',
  'threw',
  'import',
  'missing_export',
  'timeout',
  'signed_out',
  'unavailable',
  'network',
] as const

/** Longer than anybody waits: what claims more is no measurement. */
const MAX_LOAD_MS = 600_000

export type MountReport = {
  readonly plugin: string
  readonly version: string
} & (
  | { readonly metric: 'mount_ok' }
  | { readonly metric: 'mount_failed'; readonly reason: string }
  | { readonly metric: 'load_ms'; readonly value: number }
)

/** @param text `{ "events": [{ "name": "mount_ok" | "mount_failed" | "load", "plugin", "version", "reason"?, "ms"? }] }` */
export function parseMounts(text: string): { readonly reports: readonly MountReport[] } | { readonly refusal: string } {
  const parsed = parseTelemetry(text)
  if ('refusal' in parsed) return parsed
  const reports: MountReport[] = []
  for (const [index, event] of parsed.accepted.entries()) {
    const report = parseMount(event)
    if (typeof report === 'string') return { refusal: `events[${index}]: ${report}` }
    reports.push(report)
  }
  return { reports }
}

function parseMount({ name, fields }: TelemetryEvent): MountReport | string {
  const { plugin, version, reason, ms } = fields
  if (typeof plugin !== 'string' || typeof version !== 'string') return 'plugin and version must be texts'
  switch (name) {
    case 'mount_ok':
      return { metric: 'mount_ok', plugin, version }
    case 'mount_failed': {
      const known = MOUNT_FAILURES.find((each) => each === reason)
      if (known === undefined) return `reason must be one of ${MOUNT_FAILURES.join(', ')}`
      return { metric: 'mount_failed', plugin, version, reason: known }
    }
    case 'load':
      if (typeof ms !== 'number' || !(ms >= 0 && ms <= MAX_LOAD_MS)) return `ms must be from 0 to ${MAX_LOAD_MS}`
      return { metric: 'load_ms', plugin, version, value: ms }
    default:
      return 'the host reports mount_ok, mount_failed and load'
  }
}
