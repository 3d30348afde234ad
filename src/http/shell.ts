/** The documents of the single-page application, as the build left them. */
import shell from '../../dist/shell.json' with { type: 'json' }
import { TICKET_BLOCK } from '../core/capability.ts'

/** `sha256-…` of the inline import map that both documents carry. */
export const IMPORT_MAP_HASH: string = shell.importMapHash

/** `sha256-…` of the style that the host's document carries: it is there with the first bytes, and asks for nothing. */
export const STYLE_HASH: string = shell.styleHash

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

/** The host's document up to where data may follow, and what ends it. */
export const [HOST_HEAD, HOST_TAIL] = cut(shell.host, '</body>')

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
