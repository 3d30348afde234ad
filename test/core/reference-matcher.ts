/** A second, slow and obvious reading of template matching, written from its definition: tests compare the trie to it. */
import type { Shape } from '../../src/core/manifest.ts'

export interface ReferenceRule {
  readonly path: string
  readonly params?: Readonly<Record<string, Shape>>
}

const HEX = '0123456789abcdefABCDEF'
const DIGITS = '0123456789'
const SLUG = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function referenceMatches(rule: ReferenceRule, segments: readonly string[]): boolean {
  const parts = rule.path.split('/').slice(1)
  const open = parts.at(-1) === '*'
  const fixed = open ? parts.slice(0, -1) : parts
  if (open ? segments.length <= fixed.length : segments.length !== fixed.length) return false
  return fixed.every((part, index) => {
    const segment = segments[index] ?? ''
    if (!part.startsWith(':')) return part === segment
    const shape = rule.params?.[part.slice(1)]
    return segment !== '' && (shape === undefined || referenceShape(shape, segment))
  })
}

/**
 * How much a rule is to be preferred, segment by segment from the left: literal, then its shapes in the order of the
 * manifest, then a plain param, then `*`. Ranks compare as text.
 */
export function referenceRank(rule: ReferenceRule): string {
  const order = ['literal', 'uuid', 'int', 'slug', 'date', 'plain', 'rest']
  return rule.path
    .split('/')
    .slice(1)
    .map((part) => {
      if (part === '*') return order.indexOf('rest')
      return order.indexOf(part.startsWith(':') ? (rule.params?.[part.slice(1)] ?? 'plain') : 'literal')
    })
    .join('')
}

function referenceShape(shape: Shape, segment: string): boolean {
  if (shape === 'uuid') {
    const groups = segment.split('-')
    return groups.map((group) => group.length).join() === '8,4,4,4,12' && groups.every((group) => isMadeOf(group, HEX))
  }
  if (shape === 'int') return isMadeOf(segment.replace('-', ''), DIGITS) && String(BigInt(segment)) === segment
  if (shape === 'slug') return segment.split('-').every((word) => word !== '' && isMadeOf(word, SLUG))
  const time = new Date(`${segment}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 10) === segment
}

function isMadeOf(text: string, alphabet: string): boolean {
  return text !== '' && text.split('').every((character) => alphabet.includes(character))
}
