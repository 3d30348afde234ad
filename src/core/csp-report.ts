/** Reports of what a browser blocked on a page: read from anybody, kept short, and named after the plugin whose code tried. */
import { parseBundlePath, parseBundleQuery } from './bundle.ts'
import { parseJsonText } from './json-text.ts'
import { own, ownText } from './own-property.ts'

const MAX_BYTES = 8 * 1024
const MAX_DEPTH = 6
/** A browser that sends more at once has been told to wait, or is none. */
const MAX_REPORTS = 20
const MAX_CHARACTERS = 200

/** Labels of figures: whatever else a report says is `other`. */
export const DIRECTIVES = [
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'font-src',
  'connect-src',
  'media-src',
  'object-src',
  'frame-src',
  'worker-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
  'manifest-src',
  'require-trusted-types-for',
  'trusted-types',
  'integrity',
  'other',
] as const
export type Directive = (typeof DIRECTIVES)[number]

export interface CspReport {
  readonly directive: Directive
  /** What was blocked: a word of the policy's (`inline`, `eval`), or an address without query. */
  readonly blocked: string
  /** Path of the file that tried, with its line: `/api/plugins/bundle/hello/1.0.0:12`; empty when the browser does not say. */
  readonly source: string
  /** The plugin whose bundle tried, or was blocked, as the address names it; `null`: none. */
  readonly plugin: string | null
}

/** `application/csp-report` (CSP Level 2) and `application/reports+json` (Reporting API). */
export function isReportType(contentType: string | null): boolean {
  return /^application\/(?:csp-report|reports\+json)(?: *;|$)/i.test(contentType ?? '')
}

/**
 * @param origin Of the page's host: reports about documents of other origins are none of ours.
 * @returns Sound reports about this host. What is not sound is left out without a word: nobody waits for an answer.
 */
export function parseReports(text: string, origin: string): readonly CspReport[] {
  const parsed = parseJsonText(text, { bytes: MAX_BYTES, depth: MAX_DEPTH })
  if ('refusal' in parsed) return []
  const { value } = parsed
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.slice(0, MAX_REPORTS).flatMap((each) => parseReport(each, origin) ?? [])
}

function parseReport(report: unknown, origin: string): CspReport | null {
  const older = own(report, 'csp-report')
  const body = older ?? own(report, 'body')
  if (older === undefined && !['csp-violation', 'integrity-violation'].includes(ownText(report, 'type') ?? ''))
    return null
  const document = urlIn(body, ['documentURL', 'document-uri'])
  if (document?.origin !== origin) return null
  const source = urlIn(body, ['sourceFile', 'source-file'])
  const blockedText = textIn(body, ['blockedURL', 'blocked-uri'])
  const blocked = parsed(blockedText)
  const line = Number(own(body, 'lineNumber') ?? own(body, 'line-number'))
  return {
    directive: directiveOf(report, body),
    blocked: short(
      blocked === null || blocked.origin === 'null' ? word(blockedText) : blocked.origin + blocked.pathname,
    ),
    source: source === null ? '' : short(source.pathname + (Number.isSafeInteger(line) && line > 0 ? `:${line}` : '')),
    plugin: pluginOf(source, origin) ?? pluginOf(blocked, origin),
  }
}

function directiveOf(report: unknown, body: unknown): Directive {
  if (ownText(report, 'type') === 'integrity-violation') return 'integrity'
  const [name] = textIn(body, ['effectiveDirective', 'effective-directive', 'violated-directive']).split(' ')
  return DIRECTIVES.find((known) => known === name) ?? 'other'
}

/** A bundle's address names its plugin; a parameter too many makes it none of ours. */
function pluginOf(url: URL | null, origin: string): string | null {
  if (url === null || url.origin !== origin) return null
  const [, id = '', version = ''] = /^\/api\/plugins\/bundle\/([^/]+)\/([^/]+)$/.exec(url.pathname) ?? []
  const query =
    url.pathname === '/api/plugins/bundle'
      ? parseBundleQuery(url.searchParams)
      : id === ''
        ? null
        : parseBundlePath(id, version, url.search)
  return query !== null && 'id' in query ? query.id : null
}

function textIn(body: unknown, names: readonly string[]): string {
  return names.map((name) => ownText(body, name)).find((text) => text !== undefined) ?? ''
}

function urlIn(body: unknown, names: readonly string[]): URL | null {
  return parsed(textIn(body, names))
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/** `inline`, `eval`, `data`, `blob`: what stands before the colon, when there is one. */
function word(text: string): string {
  return /^[a-z-]{1,32}/.exec(text)?.[0] ?? ''
}

function short(text: string): string {
  return text.slice(0, MAX_CHARACTERS)
}
