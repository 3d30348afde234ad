/** The kill switch's flags: their keys, and what a stored value means. */
import { isRecord, ownText } from './own-property.ts'

/** A person or a script set these by hand, so spelling is forgiven; anything else that is there means quarantined. */
const OFF: readonly string[] = ['', 'off', 'false', '0']
const MAX_TEXT_CHARACTERS = 500

export interface QuarantineFlag {
  readonly reason?: string
  readonly by?: string
  /** ISO 8601 time, as it was written. */
  readonly at?: string
}

/** One flag for the tenant, one for every tenant. Either quarantines. */
export function quarantineKeys(tenant: string, plugin: string): readonly [tenant: string, all: string] {
  return [`quarantine/${tenant}/${plugin}`, `quarantine/*/${plugin}`]
}

/** @returns `null`: not quarantined. */
export function readFlag(value: string | null): QuarantineFlag | null {
  if (value === null || OFF.includes(value.trim().toLowerCase())) return null
  const parsed = parseJson(value)
  if (!isRecord(parsed)) return {}
  const [reason, by, at] = ['reason', 'by', 'at'].map((key) => ownText(parsed, key)?.slice(0, MAX_TEXT_CHARACTERS))
  return {
    ...(reason !== undefined && { reason }),
    ...(by !== undefined && { by }),
    ...(at !== undefined && { at }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
