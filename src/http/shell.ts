/** The documents of the single-page application, as the build left them. */
import shell from '../../dist/shell.json'
import { TICKET_BLOCK } from '../core/capability.ts'

/** `sha256-…` of the inline import map that both documents carry. */
export const IMPORT_MAP_HASH: string = shell.importMapHash

/** Stylesheet for pages that are rendered here. */
export const STYLESHEET: string = shell.stylesheet

const PAGE_HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } as const

/** Where no page lives: an unknown path below these is an error, and never the application's own not-found page. */
const NO_PAGES = ['/api/', '/access/', '/auth/', '/assets/', '/.well-known/', '/healthz/']

export function isPagePath(pathname: string): boolean {
  return !NO_PAGES.some((prefix) => `${pathname}/`.startsWith(prefix))
}

/** @param ticket For asking for capabilities; made of digits, letters, `.`, `_` and `-`. */
export function shellDocument(door: 'tenant' | 'operator', ticket: string | null = null): Response {
  const document: string = door === 'operator' ? shell.ops : shell.host
  const html = ticket === null ? document : document.replace('</body>', `${ticketBlock(ticket)}</body>`)
  return new Response(html, { headers: PAGE_HEADERS })
}

/** Every component of the library, in every state. It holds nothing of a tenant's, so anybody may see it. */
export function galleryDocument(): Response {
  return new Response(shell.gallery, { headers: PAGE_HEADERS })
}

function ticketBlock(ticket: string): string {
  return `<script type="application/json" id="${TICKET_BLOCK}">${ticket}</script>\n`
}
