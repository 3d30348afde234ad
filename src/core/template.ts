/**
 * Path templates: `/` and segments, each a literal `[A-Za-z0-9._~-]+` or a `:name`; a final `*` takes one or more.
 *
 * There is no regular expression in a template and none is made from one: literals are compared, shapes are predicates
 * of a single segment.
 */
import { SHAPES, type Shape } from './manifest.ts'
import { encodeSegment, parsePath, refuseSegment } from './path.ts'
import { isRejection, type Rejection } from './rejection.ts'
import { hasShape } from './shape.ts'

const LITERAL = /^[A-Za-z0-9._~-]+$/
const PARAM_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/
/** Deep enough for any API; keeps a hostile manifest from building a deep trie. */
const MAX_SEGMENTS = 32
const MAX_TEMPLATE_CHARACTERS = 1024

export type TemplateSegment =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'param'; readonly name: string; readonly shape: Shape | null }
  | { readonly kind: 'rest' }

export interface Template {
  readonly segments: readonly TemplateSegment[]
}

/** @returns A rejection's `where` is `path` or `params.<name>`: the caller puts its own place in front. */
export function parseTemplate(path: string, params: Readonly<Record<string, Shape>> = {}): Template | Rejection {
  if (path.length > MAX_TEMPLATE_CHARACTERS) return reject(`path is longer than ${MAX_TEMPLATE_CHARACTERS} characters`)
  if (!path.startsWith('/')) return reject('path must begin with /')
  const parts = path.slice(1).split('/')
  if (parts.length > MAX_SEGMENTS) return reject(`path has more than ${MAX_SEGMENTS} segments`)
  const segments: TemplateSegment[] = []
  for (const [index, part] of parts.entries()) {
    const segment = parseTemplateSegment(part, index === parts.length - 1, params)
    if (isRejection(segment)) return segment
    segments.push(segment)
  }
  return refuseParams(segments, params) ?? { segments }
}

function parseTemplateSegment(
  part: string,
  isLast: boolean,
  params: Readonly<Record<string, Shape>>,
): TemplateSegment | Rejection {
  if (part === '*') return isLast ? { kind: 'rest' } : reject('* may only be the last segment')
  if (part.startsWith(':')) {
    const name = part.slice(1)
    if (!PARAM_NAME.test(name)) return reject(`${part} must be a colon and a name of letters, digits and _`)
    return { kind: 'param', name, shape: Object.hasOwn(params, name) ? (params[name] ?? null) : null }
  }
  if (part === '') return reject('a segment is empty (no double and no trailing slash)')
  if (!LITERAL.test(part))
    return reject(`segment ${part} must be made of letters, digits and . _ ~ -, or be :name or *`)
  if (refuseSegment(part) !== null) return reject(`segment ${part} is a dot segment`)
  return { kind: 'literal', value: part }
}

function refuseParams(segments: readonly TemplateSegment[], params: Readonly<Record<string, Shape>>): Rejection | null {
  const names = segments.flatMap((segment) => (segment.kind === 'param' ? [segment.name] : []))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return reject(`:${twice} stands in the path twice`)
  for (const [name, shape] of Object.entries(params)) {
    if (!names.includes(name)) return { where: `params.${name}`, why: `the path has no :${name}` }
    if (!SHAPES.includes(shape)) return { where: `params.${name}`, why: `shape must be one of ${SHAPES.join(', ')}` }
  }
  return null
}

export function printTemplate(template: Template): string {
  return template.segments.map((segment) => `/${printSegment(segment)}`).join('')
}

function printSegment(segment: TemplateSegment): string {
  if (segment.kind === 'literal') return segment.value
  return segment.kind === 'param' ? `:${segment.name}` : '*'
}

/**
 * Writes the canonical path of a call, and refuses what the gateway would refuse.
 *
 * @param params A value for each `:name`, and under `*` the rest: one or more segments, not encoded, divided by `/`.
 */
export function fillTemplate(
  template: Template,
  params: Readonly<Record<string, string | number>> = {},
): string | Rejection {
  const unused = new Set(Object.keys(params))
  let path = ''
  for (const segment of template.segments) {
    const filled = fillSegment(segment, params)
    if (isRejection(filled)) return filled
    path += filled
    unused.delete(printSegment(segment).replace(/^:/, ''))
  }
  for (const name of unused) return { where: `params.${name}`, why: `the path has no :${name}` }
  const canonical = parsePath(path)
  return 'refusal' in canonical ? reject(`the path is refused: ${canonical.refusal}`) : canonical.raw
}

function fillSegment(segment: TemplateSegment, params: Readonly<Record<string, string | number>>): string | Rejection {
  if (segment.kind === 'literal') return `/${segment.value}`
  const name = segment.kind === 'rest' ? '*' : segment.name
  const where = `params.${name}`
  const given = Object.hasOwn(params, name) ? params[name] : undefined
  if (typeof given === 'number' && !Number.isFinite(given)) return { where, why: 'must be a finite number' }
  if (typeof given !== 'string' && typeof given !== 'number') return { where, why: 'must be a string or a number' }
  const values = segment.kind === 'rest' ? String(given).split('/') : [String(given)]
  const refusal = values.map(refuseSegment).find((reason) => reason !== null)
  if (refusal !== undefined) return { where, why: `cannot stand in a path: ${refusal}` }
  if (segment.kind === 'param' && segment.shape !== null && !hasShape(segment.shape, String(given))) {
    return { where, why: `must have the shape ${segment.shape}` }
  }
  return values.map((value) => `/${encodeSegment(value)}`).join('')
}

function reject(why: string): Rejection {
  return { where: 'path', why }
}
