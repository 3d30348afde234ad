/** The least a manifest has to list so that a plugin's calls are admitted. */
import type { ApiPermission, Method, Shape } from './manifest.ts'
import { parseTemplate } from './template.ts'
import { isRejection } from './rejection.ts'
import { hasShape } from './shape.ts'

/** A call as it was made: the segments of its canonical path, decoded. */
export interface SeenCall {
  readonly method: Method
  readonly segments: readonly string[]
}

/** Segments of these shapes are ids: no API has a literal that looks like one. */
const IDS = ['uuid', 'int', 'date'] as const satisfies readonly Shape[]
/** `slug` last: an integer is one too. */
const SHAPES_BY_STRICTNESS = [...IDS, 'slug'] as const satisfies readonly Shape[]

/** `/api/<service>/<collection>` is an API's own; below it, a place with so many values holds names and not words. */
const NAMES_FROM = 3
const NAMES_AT_LEAST = 3

/**
 * One entry for all calls that differ in ids alone; a shape where all samples have it. Sorted by path, then method.
 *
 * What looks like a word stays a word, unless three different ones were seen in its place.
 */
export function leastGrants(calls: readonly SeenCall[]): readonly ApiPermission[] {
  const groups = new Map<string, SeenCall[]>()
  for (const call of calls) append(groups, patternOf(call, isIdSegment), call)
  const merged = new Map<string, { readonly open: ReadonlySet<number>; readonly calls: SeenCall[] }>()
  for (const group of groups.values()) {
    const open = openPlaces(group, calls)
    const [first] = group
    if (first === undefined) continue
    const key = patternOf(first, (_, at) => open.has(at))
    merged.set(key, { open, calls: [...(merged.get(key)?.calls ?? []), ...group] })
  }
  return [...merged.values()].map(({ open, calls: seen }) => grantOf(seen, open)).toSorted(byPath)
}

/** The entry for a single call. */
export function grantFor(call: SeenCall): ApiPermission {
  const open = new Set([...call.segments.keys()].filter((at) => isIdSegment(call.segments[at] ?? '')))
  return grantOf([call], open)
}

/** As it stands in a manifest, on one line. */
export function printGrant({ method, path, params }: ApiPermission): string {
  const shapes = Object.entries(params ?? {}).map(([name, shape]) => `${name}: ${shape}`)
  const given = shapes.length === 0 ? '' : `, params: { ${shapes.join(', ')} }`
  return `- { method: ${method}, path: ${path}${given} }`
}

/** The shortest prefixes that no unseen topic of another kind falls under: what topics of one first segment share. */
export function leastTopics(topics: readonly string[]): readonly string[] {
  const kinds = new Map<string, string[]>()
  for (const topic of new Set(topics)) append(kinds, topic.split('.')[0] ?? '', topic)
  return [...kinds.values()].map(sharedPrefix).toSorted((a, b) => a.localeCompare(b))
}

function sharedPrefix(topics: readonly string[]): string {
  const [first = '', ...others] = topics
  const parts = first.split('.')
  const differs = parts.findIndex((part, at) => others.some((topic) => topic.split('.')[at] !== part))
  return differs === -1 ? first : parts.slice(0, differs).join('.')
}

function isIdSegment(segment: string): boolean {
  return IDS.some((shape) => hasShape(shape, segment)) || isRejection(parseTemplate(`/${segment}`))
}

function patternOf({ method, segments }: SeenCall, isOpen: (segment: string, at: number) => boolean): string {
  return `${method} /${segments.map((segment, at) => (isOpen(segment, at) ? ':' : segment)).join('/')}`
}

/** Where this group has ids, and where it and others differ in a name alone. */
function openPlaces([first]: readonly SeenCall[], all: readonly SeenCall[]): ReadonlySet<number> {
  const segments = first?.segments ?? []
  const ids = [...segments.keys()].filter((at) => isIdSegment(segments[at] ?? ''))
  const names = [...segments.keys()].filter((at) => {
    if (at < NAMES_FROM || ids.includes(at)) return false
    const alike = all.filter((call) => {
      return call.method === first?.method && call.segments.length === segments.length && isAlike(call, segments, at)
    })
    return new Set(alike.map((call) => call.segments[at])).size >= NAMES_AT_LEAST
  })
  return new Set([...ids, ...names])
}

function isAlike({ segments }: SeenCall, others: readonly string[], but: number): boolean {
  return segments.every((segment, at) => {
    const other = others[at] ?? ''
    return at === but || segment === other || (isIdSegment(segment) && isIdSegment(other))
  })
}

function grantOf(calls: readonly SeenCall[], open: ReadonlySet<number>): ApiPermission {
  const [first] = calls
  const segments = first?.segments ?? []
  const names = namesOf(segments, open)
  const path = `/${segments.map((segment, at) => (open.has(at) ? `:${names.get(at)}` : segment)).join('/')}`
  const params: Record<string, Shape> = {}
  for (const [at, name] of names) {
    const shape = SHAPES_BY_STRICTNESS.find((each) => calls.every((call) => hasShape(each, call.segments[at] ?? '')))
    if (shape !== undefined) params[name] = shape
  }
  const method = first?.method ?? 'GET'
  return Object.keys(params).length === 0 ? { method, path } : { method, path, params }
}

/** The only one is `id`; of several, each is named after the word before it: `/orders/:orderId/lines/:lineId`. */
function namesOf(segments: readonly string[], open: ReadonlySet<number>): ReadonlyMap<number, string> {
  const places = [...open].toSorted((a, b) => a - b)
  if (places.length === 1) return new Map(places.map((at) => [at, 'id']))
  const names = new Map<number, string>()
  for (const [index, at] of places.entries()) {
    const word = (segments[at - 1] ?? '').replace(/s$/, '')
    const name = /^[A-Za-z]\w*$/.test(word) && !open.has(at - 1) ? `${word}Id` : `id${index + 1}`
    names.set(at, [...names.values()].includes(name) ? `id${index + 1}` : name)
  }
  return names
}

function byPath(one: ApiPermission, other: ApiPermission): number {
  return one.path.localeCompare(other.path) || one.method.localeCompare(other.method)
}

function append<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  groups.set(key, [...(groups.get(key) ?? []), value])
}
