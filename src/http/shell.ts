/** The documents of the single-page application, as the build left them. */
import shell from '../../dist/shell.json' with { type: 'json' }
import { TICKET_BLOCK } from '../core/capability.ts'
import type { Inline } from '../core/page-policy.ts'

/** What stands in the pages themselves: the import map in all of them, in the host's its style and, once, its script. */
export const INLINE: Inline = { scripts: [shell.importMapHash, shell.entry.hash], styles: [shell.styleHash] }

/** What an answer may hold that nobody has said more about. */
export const IMPORT_MAP: Inline = { scripts: [shell.importMapHash], styles: [] }

/** Stylesheet for pages that are rendered here. */
export const STYLESHEET: string = shell.stylesheet

const HTML = 'text/html; charset=utf-8'
const DOCUMENT_HEADERS = { 'Content-Type': HTML, 'Cache-Control': 'no-store' } as const

/**
 * No module runs whose bytes nobody has vouched for: those of the application by the import map, those of plugins by the
 * host, which preloads them with their digest.
 */
const INTEGRITY = { 'Integrity-Policy': 'blocked-destinations=(script)' } as const
const PAGE_HEADERS = { ...DOCUMENT_HEADERS, ...INTEGRITY } as const

/**
 * Personal, so no shared cache keeps it, and a browser asks again each time. It may keep the page as it stands for whoever
 * goes back, which `no-store` would forbid; what it stores with that is for navigations alone, see `PAGE_VARY`.
 */
export const HOST_HEADERS = { 'Content-Type': HTML, 'Cache-Control': 'private, no-cache', ...INTEGRITY } as const

/** Where no page lives: an unknown path below these is an error, and never the application's own not-found page. */
const NO_PAGES = ['/api/', '/access/', '/auth/', '/assets/', '/.well-known/', '/healthz/']

export function isPagePath(pathname: string): boolean {
  return !NO_PAGES.some((prefix) => `${pathname}/`.startsWith(prefix))
}

/** Whether a page is the host's whoever asks; the library's gallery is at home on tenants' hosts too. */
export function isHostPath(pathname: string): boolean {
  return isPagePath(pathname) && !`${pathname}/`.startsWith('/ui/')
}

const [start, end] = cut(shell.host, '</body>')
const [top, rest] = cut(start, shell.entry.linked)
const [head, frame] = cut(top, '</head>')

/**
 * The host's document: its head, where what is the tenant's may follow; the frame, up to the script that starts the host; and
 * what ends it. Before that, data may follow.
 */
export const [HOST_HEAD, HOST_FRAME, HOST_TAIL] = [head, frame, end]

/** The script, and what stands behind it: named, for who has its file; else as it is. */
export const HOST_ENTRY = { linked: rest, inPage: shell.entry.inPage + rest.slice(shell.entry.linked.length) } as const

/** URL of the script's file. */
export const HOST_FILE: string = shell.entry.file

export function operatorsDocument(): Response {
  return new Response(shell.ops, { headers: PAGE_HEADERS })
}

/** Every component of the library, in every state. It holds nothing of a tenant's, so anybody may see it. */
export function galleryDocument(): Response {
  return new Response(shell.gallery, { headers: DOCUMENT_HEADERS })
}

/** @param ticket For asking for capabilities; made of digits, letters, `.`, `_` and `-`. */
export function ticketBlock(ticket: string): string {
  return `<script type="application/json" id="${TICKET_BLOCK}">${ticket}</script>\n`
}

function cut(html: string, before: string): readonly [string, string] {
  const at = html.lastIndexOf(before)
  if (at === -1) throw new Error(`The built document has no ${before}`)
  return [html.slice(0, at), html.slice(at)]
}
