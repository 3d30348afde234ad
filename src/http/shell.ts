/** The two documents of the single-page application, as the build left them. */
import shell from '../../dist/shell.json'
import { TICKET_BLOCK } from '../core/capability.ts'

/** `sha256-…` of the inline import map that both documents carry. */
export const IMPORT_MAP_HASH: string = shell.importMapHash

/** Stylesheet for pages that are rendered here. */
export const STYLESHEET: string = shell.stylesheet

/** Where no page lives: an unknown path below these is an error, and never the application's own not-found page. */
const NO_PAGES = ['/api/', '/access/', '/auth/', '/assets/', '/.well-known/', '/healthz/']

export function isPagePath(pathname: string): boolean {
  return !NO_PAGES.some((prefix) => `${pathname}/`.startsWith(prefix))
}

/** @param ticket For asking for capabilities; made of digits, letters, `.`, `_` and `-`. */
export function shellDocument(door: 'tenant' | 'operator', ticket: string | null = null): Response {
  const document: string = door === 'operator' ? shell.ops : shell.host
  const html = ticket === null ? document : document.replace('</body>', `${ticketBlock(ticket)}</body>`)
  return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } })
}

function ticketBlock(ticket: string): string {
  return `<script type="application/json" id="${TICKET_BLOCK}">${ticket}</script>\n`
}
