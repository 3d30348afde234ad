/** What property tests draw from: paths, templates, rules and answers, honest ones and hostile ones. */
import fc from 'fast-check'
import type { Shape } from '../../src/core/manifest.ts'
import type { ReferenceRule } from './reference-matcher.ts'

/** Every run draws the same cases; another seed draws others. */
export const RUNS = { seed: 20_261_101, numRuns: 2000 } as const

const UUID = '3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d'
const WORDS = ['api', 'items', 'a', 'B', '7', '-7', '007', '2024-02-29', '2023-02-29', 'x-1', 'constructor', UUID]

/** A segment as an honest caller would have it, before it is encoded. */
export const value = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.string({ minLength: 1, maxLength: 8 }),
)

/** A piece of a raw path: words, escapes of every kind, and characters that servers read in different ways. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: value.map((text) => encodeURIComponent(text.toWellFormed())) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('%2e', '.', '..', '%2F', '%5c', '%00', ';', '%3B', '%25', '%zz', '%', '@', ':'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%c0%ae', '%E2%81%84', '%EF%BC%8F', '%E2%80%AE', '%61', '%C3%A9', '%c3%a9', ''),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
)

/** Most segments are plain, so that some paths get as far as the list. */
const rawSegment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.array(piece, { maxLength: 2 }).map((pieces) => pieces.join('')) },
)

export const rawPath = fc.array(rawSegment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`)

const shape = fc.constantFrom<Shape | null>('uuid', 'int', 'slug', 'date', null)

interface Part {
  readonly literal: string | null
  readonly shape: Shape | null
}

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ literal: fc.constantFrom(...WORDS, 'Hello.World_1~2'), shape: fc.constant(null) }),
  fc.record({ literal: fc.constant(null), shape }),
)

/** A template with the shapes of its names, in the grammar. */
export const rule: fc.Arbitrary<Required<ReferenceRule>> = fc
  .record({ parts: fc.array(part, { minLength: 1, maxLength: 6 }), open: fc.boolean() })
  .map(({ parts, open }) => {
    const segments = parts.map(({ literal }, index) => literal ?? `:p${index}`)
    const shapes = parts.flatMap((each, index) => (each.shape === null ? [] : [[`p${index}`, each.shape] as const]))
    return { path: `/${[...segments, ...(open ? ['*'] : [])].join('/')}`, params: Object.fromEntries(shapes) }
  })

/** What a PDP might say in the place of a decision. */
const decision = fc.oneof(
  fc.constantFrom<unknown>(true, false, 'Permit', 'Deny', 'permit', 'PERMIT', 'true', 1, null, 'Permit '),
  fc.jsonValue({ maxDepth: 1 }),
)

const one = fc.oneof(
  { weight: 3, arbitrary: decision.map((said) => ({ decision: said })) },
  { weight: 1, arbitrary: decision.map((said) => ({ result: { decision: said } })) },
  { weight: 1, arbitrary: decision.map((said) => JSON.parse(`{"__proto__":${JSON.stringify({ decision: said })}}`)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
)

/** Any JSON, and often what looks like an answer of a PDP. */
export const pdpAnswer: fc.Arbitrary<unknown> = fc.oneof(
  one,
  fc.array(one, { maxLength: 5 }).map((evaluations) => ({ evaluations })),
  fc.array(one, { maxLength: 5 }).map((decisions) => ({ decisions })),
  fc.array(one, { maxLength: 3 }).map((list) => ({ evaluations: list, decisions: list })),
  fc.array(one, { maxLength: 5 }),
  fc.jsonValue({ maxDepth: 3 }),
)
