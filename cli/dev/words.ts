/** What `experience dev` says, line by line. */
import { stripVTControlCharacters } from 'node:util'
import { printFinding, type Finding } from '../check/finding.ts'
import { placeInSources, type SourceMapFile } from '../check/source-lines.ts'
import type { Grants } from './permissions-edit.ts'
import { lineFor } from './permissions-edit.ts'
import type { Note } from './overlay.ts'

export interface ManifestText {
  readonly file: string
  readonly text: string
}

/** One thing that happened: for people, and as a line of JSON. */
export interface Happening {
  readonly text: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

export function builtWords(plugin: string, ms: Readonly<Record<string, number>>, tabs: number): Happening {
  const times = Object.entries(ms).map(([step, milliseconds]) => `${step} ${Math.round(milliseconds)} ms`)
  const pages = tabs === 1 ? '1 open page' : `${tabs} open pages`
  return { text: [`✓ ${plugin}: ${times.join(', ')}; ${pages} told`], json: { event: 'live', plugin, tabs, ms } }
}

export function brokenWords(findings: readonly Finding[]): Happening {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const text = [...findings.flatMap(printFinding), `✗ ${errors} error(s): what ran before goes on.`]
  return { text, json: { event: 'broken', findings } }
}

export function warningWords(findings: readonly Finding[]): Happening {
  return { text: findings.flatMap(printFinding), json: { event: 'warnings', findings } }
}

/**
 * @param map Of the bundle that runs, so that a place in it becomes one in the sources.
 * @returns `null` for what needs no word: an admitted call.
 */
export function noteWords(note: Note, manifest: ManifestText, map: SourceMapFile | null): Happening | null {
  const json = { event: note.kind, ...note }
  if (note.kind === 'call')
    return note.outcome === 'admitted' ? null : { text: callWords(note, manifest).map(oneLine), json }
  return { text: pageWords({ ...note, message: inSourcesOf(map, note.message) }).map(oneLine), json }
}

/** `(bundle 48:26)` is what the page knows. */
function inSourcesOf(map: SourceMapFile | null, message: string): string {
  return message.replace(/\(bundle (\d{1,7}):(\d{1,7})\)/, (whole, line, column) => {
    const place = placeInSources({ line: Number(line), column: Number(column) }, map)
    return place === null ? whole : `(${place.file}:${place.line}:${place.column})`
  })
}

/** Notes hold what a page says, and any code in it can say so: it writes no line of ours, and steers no terminal. */
function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
}

function callWords(note: Extract<Note, { kind: 'call' }>, manifest: ManifestText): readonly string[] {
  const { method, path, topic, outcome, fix } = note
  const what = topic === null ? `${method} ${path}` : `the stream of ${topic}`
  const head = `✗ ${what} was refused (${outcome})`
  if (fix === null) return [head, `    → docs/troubleshooting.md#${outcome}`]
  const list: keyof Grants = topic === null ? 'api' : 'sse'
  const place = fix.startsWith('Add ') ? `${manifest.file}:${lineFor(manifest.text, list)}  ` : ''
  return [head, `    → ${place}${fix}`]
}

function pageWords({ what, about, message }: Extract<Note, { kind: 'page' }>): readonly string[] {
  switch (what) {
    case 'mounted':
      return [`✓ mounted in a page (bundle loaded in ${message})`]
    case 'failed':
      return [`✗ not mounted (${about}): ${message}`, `    → docs/troubleshooting.md#${about}`]
    case 'threw':
      return [`✗ ${about} threw: ${message}`]
    case 'violation':
      return [`✗ the page’s policy: ${message}`, `    → docs/troubleshooting.md#${about}`]
    case 'denied':
      return [
        `✗ ${about} is not permitted to somebody who looks`,
        '    → config/policies/<host>.cedar decides who sees it',
      ]
    default:
      return [`· ${what} ${about} ${message}`]
  }
}
