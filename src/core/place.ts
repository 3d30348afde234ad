/** A place in a configuration document: reads typed values from it and reports what is wrong, each with its position. */
import { likelyMeant } from './likeness.ts'
import type { Rejection } from './rejection.ts'

/** A parsed document without the parser's machinery. Lines and columns are 1-based. */
export interface Tree {
  readonly line: number
  readonly column: number
  readonly value: Value
}

interface Entry {
  /** Position of the key. */
  readonly line: number
  readonly column: number
  readonly tree: Tree
}

type Value =
  | { readonly kind: 'text'; readonly text: string }
  /** A number, a boolean or nothing. `source` is how it was written, because `1.10` and `1.1` are one number. */
  | { readonly kind: 'bare'; readonly bare: number | boolean | null; readonly source: string }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Entry> }

/** Where something stands, for rejections that are found later. */
export interface At {
  readonly file: string
  readonly where: string
  readonly line: number
  readonly column: number
}

/** Long enough for every value we know, short enough for a log line. */
const TEXT_CHARACTERS = 2048

const ANYTHING = /^/
const CONTROL = /\p{Cc}/u
const ABSENT: Value = { kind: 'bare', bare: null, source: '' }

/**
 * Reading never throws and never stops: a wrong value is reported and a harmless stand-in returned, so that one pass finds
 * every mistake. Whoever reads must therefore discard the result if anything was reported.
 */
export class Place {
  readonly at: At
  /** Whether the document says anything here at all. */
  readonly present: boolean
  readonly #value: Value
  readonly #rejections: Rejection[]
  #isNoRecordReported = false

  constructor(at: At, value: Value | null, rejections: Rejection[]) {
    this.at = at
    this.present = value !== null
    this.#value = value ?? ABSENT
    this.#rejections = rejections
  }

  /** The same place, reporting to another list: what is wrong below it then concerns nobody else. */
  reportingTo(rejections: Rejection[]): Place {
    return new Place(this.at, this.present ? this.#value : null, rejections)
  }

  reject(why: string): void {
    this.#rejections.push({ ...this.at, why })
  }

  get isNothing(): boolean {
    return this.#value.kind === 'bare' && this.#value.bare === null
  }

  get isList(): boolean {
    return this.#value.kind === 'list'
  }

  /** The value of a key; a place that is not present if the key is missing. */
  field(name: string): Place {
    const rejections = this.#isRecord() ? this.#rejections : []
    const entry = this.#value.kind === 'record' ? this.#value.fields.get(name) : undefined
    const { line, column } = entry?.tree ?? this.at
    const at = { file: this.at.file, where: below(this.at.where, name), line, column }
    return new Place(at, entry?.tree.value ?? null, rejections)
  }

  optional(name: string): Place | null {
    const field = this.field(name)
    return field.present ? field : null
  }

  /** Every key with its value, in the document's order. */
  fields(): readonly (readonly [string, Place])[] {
    if (!this.#isRecord() || this.#value.kind !== 'record') return []
    return [...this.#value.fields.keys()].map((name) => [name, this.field(name)])
  }

  /** Rejects what is no record, and every key but these. A misspelled key must not pass for one left out. */
  only(...names: readonly string[]): this {
    for (const [name] of this.fields()) {
      if (!names.includes(name)) this.#atKey(name).reject(`unknown key; known here: ${names.join(', ')}`)
    }
    return this
  }

  /** Keys that are none of these and look like one of them. Nothing is rejected. */
  slips(known: readonly string[]): readonly Rejection[] {
    if (this.#value.kind !== 'record') return []
    return [...this.#value.fields].flatMap(([name, { line, column }]) => {
      const meant = likelyMeant(name, known)
      const at = { file: this.at.file, where: below(this.at.where, name), line, column }
      return meant === null ? [] : [{ ...at, why: `is no key that means anything here; did you mean ${meant}?` }]
    })
  }

  /** The keys other than these, as plain data. */
  others(...names: readonly string[]): Readonly<Record<string, unknown>> {
    const unknown = this.fields().filter(([name]) => !names.includes(name))
    return Object.fromEntries(unknown.map(([name, place]) => [name, plain(place.#value)]))
  }

  items(): readonly Place[] {
    if (this.#value.kind === 'list') return this.#value.items.map((tree, index) => this.#item(tree, index))
    this.#expected('a list')
    return []
  }

  /** One line of text. `wording` says in words what the pattern asks for. The stand-in is the empty text. */
  text(pattern: RegExp = ANYTHING, wording = 'text'): string {
    if (this.#value.kind !== 'text') return this.#expected('text')
    const { text } = this.#value
    if (text.trim() === '') this.reject('must not be empty')
    else if (text.length > TEXT_CHARACTERS) this.reject(`is longer than ${TEXT_CHARACTERS} characters`)
    else if (CONTROL.test(text)) this.reject('must not hold line breaks or control characters')
    else if (!pattern.test(text)) this.reject(`must be ${wording}, is ${quote(text)}`)
    else return text
    return ''
  }

  oneOf<const Choice extends string>(choices: readonly [Choice, ...Choice[]]): Choice {
    const found = choices.find((choice) => this.#value.kind === 'text' && choice === this.#value.text)
    if (found === undefined) this.#expected(`one of ${choices.join(', ')}`)
    return found ?? choices[0]
  }

  flag(): boolean {
    if (this.#value.kind === 'bare' && typeof this.#value.bare === 'boolean') return this.#value.bare
    this.#expected('true or false')
    return false
  }

  /** A whole number between two bounds, both included. The stand-in is `null`, so that `??` puts the default there. */
  integer(least: number, most: number): number | null {
    const number = this.#value.kind === 'bare' ? this.#value.bare : null
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number
    this.#expected(`a whole number from ${least} to ${most}`)
    return null
  }

  /** Says once, and not once for every key that is missed, that a record is needed here. */
  #isRecord(): boolean {
    if (this.#value.kind !== 'record' && !this.#isNoRecordReported) this.#expected('keys with values')
    this.#isNoRecordReported = true
    return this.#value.kind === 'record'
  }

  #item(tree: Tree, index: number): Place {
    const where = `${this.at.where}[${index}]`
    return new Place({ file: this.at.file, where, line: tree.line, column: tree.column }, tree.value, this.#rejections)
  }

  #atKey(name: string): Place {
    const entry = this.#value.kind === 'record' ? this.#value.fields.get(name) : undefined
    const { line, column } = entry ?? this.at
    return new Place({ ...this.field(name).at, line, column }, null, this.#rejections)
  }

  #expected(what: string): string {
    this.reject(this.present ? `must be ${what}, is ${describe(this.#value, what)}` : `is missing: must be ${what}`)
    return ''
  }
}

function below(where: string, name: string): string {
  return where === '' ? name : `${where}.${name}`
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

function describe(value: Value, what: string): string {
  if (value.kind === 'list') return 'a list'
  if (value.kind === 'record') return 'keys with values'
  if (value.kind === 'text') return quote(value.text)
  if (value.bare === null) return 'empty'
  const bare = `the ${typeof value.bare} ${value.source}`
  return what === 'text' ? `${bare}; quote it: "${value.source}"` : bare
}

function plain(value: Value): unknown {
  if (value.kind === 'text') return value.text
  if (value.kind === 'bare') return value.bare
  if (value.kind === 'list') return value.items.map((item) => plain(item.value))
  return Object.fromEntries([...value.fields].map(([name, entry]) => [name, plain(entry.tree.value)]))
}
