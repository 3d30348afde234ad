/** Reads JSON from someone we do not trust: bounded, and with one meaning for every reader behind us. */

/** Keys that are properties of every object: a reader that asks for them without care gets the wrong answer. */
const POISONED_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype']

export type JsonRefusal = 'too_large' | 'not_json' | 'too_deep' | 'key_repeated' | 'key_forbidden'

/**
 * `JSON.parse` with the checks it lacks. Parsers differ on a repeated key (first wins, last wins), so one is refused:
 * what we judge would not be what the PDP reads.
 */
export function parseJsonText(
  text: string,
  limits: { readonly bytes: number; readonly depth: number },
): { readonly value: unknown } | { readonly refusal: JsonRefusal } {
  if (text.length > limits.bytes || new TextEncoder().encode(text).length > limits.bytes)
    return { refusal: 'too_large' }
  const parsed = tryParse(text)
  if (parsed === null) return { refusal: 'not_json' }
  const refusal = refuseStructure(text, limits.depth)
  return refusal === null ? parsed : { refusal }
}

function tryParse(text: string): { readonly value: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return null
  }
}

/** Strings, with the colon that makes one a key, and brackets. Linear on valid JSON, where every string ends. */
const TOKEN = /("(?:[^"\\]|\\.)*")([ \t\r\n]*:)?|[{}[\]]/g

/** @param text Valid JSON. */
function refuseStructure(text: string, maxDepth: number): JsonRefusal | null {
  /** For every open bracket the keys seen in it; of an array it stays empty. */
  const open: Set<string>[] = []
  for (const [token, string, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      open.push(new Set())
      if (open.length > maxDepth) return 'too_deep'
    } else if (token === '}' || token === ']') {
      open.pop()
    } else if (string !== undefined && colon !== undefined) {
      const key = String(JSON.parse(string))
      if (POISONED_KEYS.includes(key)) return 'key_forbidden'
      if (open.at(-1)?.has(key) === true) return 'key_repeated'
      open.at(-1)?.add(key)
    }
  }
  return null
}
