/** JSON as Cedar's values: what Cedar has no type for must not change a decision unnoticed. */
import type { CedarValueJson } from '@cedar-policy/cedar-wasm/web'

/**
 * Looks for what Cedar cannot hold. A fraction left out could switch off a `forbid`, hence the question is refused.
 * A member that is `null` is none, hence `has` is false. Keys that start with `__` are Cedar's escapes for entities
 * and extension values: a caller must not be able to write those.
 *
 * @returns What is wrong and where, or `null`.
 */
export function refuseValue(value: unknown, where: string): string | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null
    case 'number':
      return Number.isSafeInteger(value) ? null : `${where}: Cedar has whole numbers only`
    case 'object':
      return value === null ? `${where}: Cedar has no null` : refuseMembers(value, where)
    default:
      return `${where}: not JSON`
  }
}

function refuseMembers(value: object, where: string): string | null {
  for (const [key, member] of Object.entries(value)) {
    if (key.startsWith('__')) return `${where}.${key}: keys that start with __ are reserved`
    if (member === null && !Array.isArray(value)) continue
    const refusal = refuseValue(member, `${where}.${key}`)
    if (refusal) return refusal
  }
  return null
}

/** Only for what {@link refuseValue} let pass; anything else throws. */
function cedarValue(value: unknown): CedarValueJson {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (Array.isArray(value)) return value.map(cedarValue)
  if (typeof value === 'object' && value !== null) return cedarRecord(value)
  throw new TypeError(`no Cedar value: ${String(value)}`)
}

export function cedarRecord(members: object): Record<string, CedarValueJson> {
  const kept = Object.entries(members).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([key, member]) => [key, cedarValue(member)]))
}
