/** Reads values nobody vouches for (parsed JSON, claims): own properties only, so that a prototype never answers. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own property `key`, or `undefined` when `value` is no record or does not have it itself. */
export function own(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The own property `key` when it is a string that is not empty. */
export function ownText(value: unknown, key: string): string | undefined {
  const text = own(value, key)
  return typeof text === 'string' && text !== '' ? text : undefined
}
