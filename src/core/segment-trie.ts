/** A trie of path templates: one level per segment, a Map per level, whatever payload at the end of each template. */
import { SHAPES, type Shape } from './manifest.ts'
import { hasShape } from './shape.ts'
import type { Template } from './template.ts'

/** What a value is held against on a level: its shapes in order, then anything at all. */
const PARAM_ORDER = [...SHAPES, null] as const

interface Level<T> {
  readonly literals: Map<string, Level<T>>
  readonly params: Map<Shape | null, Level<T>>
  /** Payload of the template that ends here. */
  end?: { readonly payload: T }
  /** Payload of the template whose `*` stands here. */
  rest?: { readonly payload: T }
}

export class SegmentTrie<T> {
  readonly #root: Level<T> = emptyLevel()

  /** The first of two templates that match the same paths wins: names of params play no part. */
  add(template: Template, payload: T): void {
    let level = this.#root
    for (const segment of template.segments) {
      if (segment.kind === 'rest') {
        level.rest ??= { payload }
        return
      }
      level = segment.kind === 'literal' ? grow(level.literals, segment.value) : grow(level.params, segment.shape)
    }
    level.end ??= { payload }
  }

  /**
   * Literal beats shaped param beats plain param beats `*`, from left to right; a branch that leads nowhere is left
   * again. Each level is visited at most once for a path, since only one way leads to it.
   */
  find(segments: readonly string[]): { readonly payload: T } | null {
    return findBelow(this.#root, segments, 0)
  }
}

function findBelow<T>(level: Level<T>, segments: readonly string[], depth: number): { readonly payload: T } | null {
  const segment = segments[depth]
  if (segment === undefined) return level.end ?? null
  const literal = level.literals.get(segment)
  const byLiteral = literal === undefined ? null : findBelow(literal, segments, depth + 1)
  if (byLiteral !== null) return byLiteral
  if (level.params.size > 0) {
    for (const shape of PARAM_ORDER) {
      const next = level.params.get(shape)
      if (next === undefined || (shape !== null && !hasShape(shape, segment))) continue
      const byParam = findBelow(next, segments, depth + 1)
      if (byParam !== null) return byParam
    }
  }
  return level.rest ?? null
}

function emptyLevel<T>(): Level<T> {
  return { literals: new Map(), params: new Map() }
}

function grow<K, T>(levels: Map<K, Level<T>>, key: K): Level<T> {
  const existing = levels.get(key)
  if (existing !== undefined) return existing
  const level = emptyLevel<T>()
  levels.set(key, level)
  return level
}
