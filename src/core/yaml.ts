/** Reads one YAML document, and refuses everything of YAML that a configuration does not need. */
import { Composer, LineCounter, Lexer, Parser, isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { CST, Document, ParsedNode, YAMLError, YAMLMap } from 'yaml'
import { Place } from './place.ts'
import type { Tree } from './place.ts'
import type { Rejection } from './rejection.ts'

/** The parser's work grows faster than its input; this is room for about 100 manifests. */
const DOCUMENT_BYTES = 64 * 1024

/** The deepest manifest needs 9. The composer recurses, and a stack overflow there ends the process uncaught. */
const DEPTH = 32

/** One unclosed quote can make every later line an error; nobody reads more than these. */
const SYNTAX_REJECTIONS = 20

/** Keys that mean something to JavaScript objects or, `<<`, to other YAML parsers. */
const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype', '<<']

interface Reading {
  readonly file: string
  readonly lines: LineCounter
  readonly rejections: Rejection[]
}

/**
 * Parses the text of a configuration file. The rejections list is shared with the place: reading adds to it.
 *
 * @returns The document's root, or `null` if the text is no document of ours; then the list says why.
 * @see YAML 1.2.2, core schema
 */
export function parseYaml(file: string, text: string, rejections: Rejection[]): Place | null {
  const reading: Reading = { file, lines: new LineCounter(), rejections: [] }
  reading.lines.addNewLine(0)
  const root = readDocument(reading, text)
  rejections.push(...reading.rejections.slice(0, SYNTAX_REJECTIONS))
  if (root === null || reading.rejections.length > 0) return null
  return new Place({ file, where: '', line: root.line, column: root.column }, root.value, rejections)
}

function readDocument(reading: Reading, text: string): Tree | null {
  if (new TextEncoder().encode(text).byteLength > DOCUMENT_BYTES) {
    reject(reading, '', 0, `is larger than ${DOCUMENT_BYTES / 1024} kB: move tenants to config/plugins/<host>.yaml`)
    return null
  }
  const tokens = readTokens(reading, text)
  if (tokens === null) return null
  const [document, second] = compose(tokens, text.length)
  if (second) reject(reading, '', second.range[0], 'one document per file: remove what follows the second ---')
  const faults = [...(document?.errors ?? []), ...(document?.warnings ?? [])]
  // A tag is no syntax error, and where it stands in the document is known only on the way through it.
  const [tags, syntax] = [faults.filter(isUnknownTag), faults.filter((fault) => !isUnknownTag(fault))]
  for (const fault of syntax) reject(reading, '', fault.pos[0], fault.message)
  if (document === undefined || reading.rejections.length > 0) return null
  const root = readNode(reading, document.contents, '', 0)
  if (reading.rejections.length > 0) return null
  for (const fault of tags) reject(reading, '', fault.pos[0], fault.message)
  return root
}

function isUnknownTag(fault: YAMLError): boolean {
  return fault.code === 'TAG_RESOLVE_FAILED'
}

/**
 * Splits the text into tokens, which does not recurse, and stops at the first that opens one level too many, so that the
 * composer, which does recurse, never sees a deep document.
 */
function readTokens(reading: Reading, text: string): readonly CST.Token[] | null {
  const tokens: CST.Token[] = []
  const parser = new Parser(reading.lines.addNewLine)
  let offset = 0
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive') reject(reading, '', token.offset, 'directives (%) are not allowed')
      tokens.push(token)
    }
    if (parser.stack.length > DEPTH) {
      reject(reading, '', offset, `is nested deeper than ${DEPTH} levels`)
      return null
    }
    offset += isMark(lexeme) ? 0 : lexeme.length
  }
  return [...tokens, ...parser.end()]
}

/** Whether a lexeme is one of the lexer's own marks for a document's start or a scalar, which stand for no text. */
function isMark(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u001f' || lexeme === '\u0018'
}

function compose(tokens: readonly CST.Token[], length: number): readonly Document.Parsed[] {
  // Duplicate keys are found by readMap: the parser's own search is quadratic.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
  })
  return [...composer.compose(tokens, true, length)]
}

function readNode(reading: Reading, node: ParsedNode | null, where: string, offset: number): Tree {
  const start = node?.range[0] ?? offset
  const { line, column } = positionOf(reading.lines, start)
  const value = { line, column }
  if (node === null) return { ...value, value: { kind: 'bare', bare: null, source: '' } }
  if (isAlias(node) || node.anchor) reject(reading, where, start, 'anchors (&) and aliases (*) are not allowed')
  if (node.tag) reject(reading, where, start, 'tags (!) are not allowed')
  if (isMap(node)) return { ...value, value: { kind: 'record', fields: readMap(reading, node, where) } }
  if (isSeq(node)) {
    const items = node.items.map((item, index) => readNode(reading, item, `${where}[${index}]`, start))
    return { ...value, value: { kind: 'list', items } }
  }
  return { ...value, value: readScalar(node) }
}

function readScalar(node: ParsedNode): Tree['value'] {
  const scalar = isScalar(node) ? node : null
  const content = scalar?.value ?? null
  if (typeof content === 'string') return { kind: 'text', text: content }
  const source = scalar?.source ?? ''
  return { kind: 'bare', bare: typeof content === 'number' || typeof content === 'boolean' ? content : null, source }
}

function readMap(reading: Reading, map: YAMLMap.Parsed, where: string) {
  const fields = new Map<string, { line: number; column: number; tree: Tree }>()
  for (const { key, value } of map.items) {
    const start = key.range[0]
    const name = isScalar(key) && typeof key.value === 'string' ? key.value : null
    const below = where === '' ? `${name}` : `${where}.${name}`
    if (name === null || name === '') reject(reading, where, start, 'a key must be text: quote it')
    else if (FORBIDDEN_KEYS.includes(name)) reject(reading, below, start, `the key ${name} is not allowed`)
    else if (fields.has(name)) reject(reading, below, start, `the key ${name} stands here twice`)
    if (key.anchor || key.tag) reject(reading, where, start, 'a key must be plain text')
    const tree = readNode(reading, value, below, key.range[1])
    if (name !== null) fields.set(name, { ...positionOf(reading.lines, start), tree })
  }
  return fields
}

function positionOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function reject(reading: Reading, where: string, offset: number, why: string): void {
  reading.rejections.push({ file: reading.file, where, ...positionOf(reading.lines, offset), why })
}
