/**
 * The JSON Schema of a manifest, recorded from the parser itself: it reads a place that answers every question and
 * writes down what was asked. So there is one parser, and the schema follows it.
 */
import { readManifest } from '../src/core/declared-manifest.ts'
import { Place } from '../src/core/place.ts'
import type { Rejection } from '../src/core/rejection.ts'
import { parseYaml } from '../src/core/yaml.ts'
import { MANIFEST_WORDS } from './manifest-words.ts'

export interface Schema {
  readonly [keyword: string]: unknown
}

/** What the parser asked of one place. */
class Recorded {
  type: string | null = null
  readonly keywords: Record<string, unknown> = {}
  readonly fields = new Map<string, Recorded>()
  /** Schema of the values of any key, or of a list's items. */
  each: Recorded | null = null
  closed = false
}

class RecordingPlace extends Place {
  readonly #recorded: Recorded

  constructor(recorded: Recorded) {
    super({ file: '', where: '', line: 1, column: 1 }, { kind: 'record', fields: new Map() }, [])
    this.#recorded = recorded
  }

  override field(name: string): Place {
    this.#recorded.type = 'object'
    const field = this.#recorded.fields.get(name) ?? new Recorded()
    this.#recorded.fields.set(name, field)
    return new RecordingPlace(field)
  }

  override optional(name: string): Place {
    return this.field(name)
  }

  override fields(): readonly (readonly [string, Place])[] {
    this.#recorded.type = 'object'
    this.#recorded.each ??= new Recorded()
    return [['name', new RecordingPlace(this.#recorded.each)]]
  }

  override only(): this {
    this.#recorded.closed = true
    return this
  }

  override others(): Readonly<Record<string, unknown>> {
    return {}
  }

  override items(): readonly Place[] {
    this.#recorded.type = 'array'
    this.#recorded.each ??= new Recorded()
    return [new RecordingPlace(this.#recorded.each)]
  }

  override text(pattern?: RegExp): string {
    this.#recorded.type = 'string'
    this.#recorded.keywords['minLength'] = 1
    if (pattern !== undefined) this.#recorded.keywords['pattern'] = pattern.source
    return ''
  }

  override oneOf<const Choice extends string>(choices: readonly [Choice, ...Choice[]]): Choice {
    this.#recorded.keywords['enum'] = choices
    return choices[0]
  }

  override flag(): boolean {
    this.#recorded.type = 'boolean'
    return false
  }

  override integer(least: number, most: number): number {
    this.#recorded.type = 'integer'
    Object.assign(this.#recorded.keywords, { minimum: least, maximum: most })
    return least
  }
}

/** @see JSON Schema draft 2020-12 */
export function manifestSchema(): Schema {
  const recorded = new Recorded()
  readManifest(new RecordingPlace(recorded), [])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Plugin manifest',
    ...schemaOf(recorded, '', missedBy(recorded)),
  }
}

function schemaOf(
  { type, keywords, fields, each, closed }: Recorded,
  where: string,
  missed: ReadonlySet<string>,
): Schema {
  const properties = [...fields].map(([name, field]) => [name, schemaOf(field, below(where, name), missed)])
  const required = [...fields.keys()].filter((name) => missed.has(below(where, name)))
  const inner = each === null ? null : schemaOf(each, `${where}[]`, missed)
  return {
    ...(type === null ? {} : { type }),
    ...keywords,
    ...MANIFEST_WORDS.get(where),
    ...(fields.size === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(required.length === 0 ? {} : { required }),
    ...(inner === null ? {} : type === 'array' ? { items: inner } : { additionalProperties: inner }),
    ...(closed ? { additionalProperties: false } : {}),
  }
}

function below(where: string, name: string): string {
  return where === '' ? name : `${where}.${name}`
}

/** What the parser misses in a manifest that has every list and record, and nothing in them: the required keys. */
function missedBy(recorded: Recorded): ReadonlySet<string> {
  const rejections: Rejection[] = []
  const place = parseYaml('', JSON.stringify(skeletonOf(recorded)), rejections)
  if (place !== null) readManifest(place, [])
  return new Set(rejections.map(({ where }) => where.replaceAll(/\[\d+\]/g, '[]')))
}

function skeletonOf({ type, fields, each }: Recorded): unknown {
  if (type === 'array' && each !== null) return [skeletonOf(each) ?? '']
  if (type !== 'object') return undefined
  return Object.fromEntries([...fields].map(([name, field]) => [name, skeletonOf(field)]))
}
