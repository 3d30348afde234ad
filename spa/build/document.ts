/** The documents the gateway serves: they hold the import map, what to load, and a first sight of the page. */
import { createHash } from 'node:crypto'

export interface Page {
  readonly title: string
  readonly description: string
  /** What starts the application: {@link linkedEntry}, or {@link entryInPage}. */
  readonly entry: string
  readonly importMap: string
  readonly stylesheets: readonly string[]
  /** That stands in the document itself, for the first sight; the policy of the page names its hash. */
  readonly style?: string
  /** Modules the application needs at once. */
  readonly preload: readonly string[]
  /** As in the map: a preload that does not say it itself would be fetched twice. */
  readonly integrity: Readonly<Record<string, string>>
}

/**
 * The map's text as it stands in the document: its hash is over exactly this.
 *
 * @param integrity URL -> what a browser compares the module's bytes with, however it comes to fetch it.
 */
export function writeImportMap(
  imports: Readonly<Record<string, string>>,
  integrity: Readonly<Record<string, string>>,
): string {
  return JSON.stringify({ imports, integrity }).replaceAll('<', '\\u003c')
}

/** As integrity metadata and source expressions (without their quotes) have it: `sha256-<base64>`. */
export function digestOf(bytes: Uint8Array | string): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}

/** The markup of `BootSkeleton`: served, it stands before the first script has run. */
export const BOOT_SKELETON =
  '<div data-ee="boot" role="status" aria-label="Loading">' +
  '<div data-ee="boot-bar"><span data-ee="boot-mark"></span><span data-ee="boot-name"></span>' +
  '<span data-ee="boot-account"></span></div>' +
  `<div data-ee="boot-pages">${'<span></span>'.repeat(4)}</div>` +
  '<div data-ee="boot-main"><div data-ee="boot-title"><span></span><span></span></div><div data-ee="boot-cards">' +
  '<span data-ee="boot-card"></span>'.repeat(3) +
  '</div></div></div>'

/**
 * Never seen. The letters that stand in for the typeface are found and measured now, while the line is busy, and not when the
 * plugins wait for the page to be laid out.
 */
const LETTERS = '<span data-ee="boot-letters" aria-hidden="true">Loading <b>Loading</b></span>'

/**
 * The map comes before every module request: one that has begun would fix the meaning of bare names without it. The
 * script runs as soon as it is there, while what the gateway still has to say is under way.
 */
export function writeDocument(page: Page): string {
  const { title, description, entry, importMap, stylesheets, style, preload, integrity } = page
  if (style?.includes('</')) throw new Error('A style that ends its own element cannot stand in a document')
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(title)}</title>`,
    `<meta name="description" content="${escape(description)}">`,
    '<meta name="color-scheme" content="light dark">',
    '<meta name="theme-color" content="#f4f5fb" media="(prefers-color-scheme: light)">',
    '<meta name="theme-color" content="#0a0c16" media="(prefers-color-scheme: dark)">',
    '<link rel="icon" href="/assets/brand/favicon.svg" type="image/svg+xml">',
    ...stylesheets.map((url) => `<link rel="stylesheet" href="${url}">`),
    `<script type="importmap">${importMap}</script>`,
    ...preload.map((url) => preloadOf(url, integrity)),
    // Behind the links, so that what they name is asked for first.
    ...(style === undefined ? [] : [`<style>${style}</style>`]),
    '</head>',
    '<body>',
    `<div id="root">${BOOT_SKELETON}${LETTERS}</div>`,
    entry,
    '<noscript>This page needs JavaScript.</noscript>',
    '</body>',
    '</html>',
  ]
  return `${lines.join('\n')}\n`
}

/** Started from its file. The link asks for it with the others; the script alone would come after them. */
export function linkedEntry(url: string, integrity: Page['integrity']): string {
  return `${preloadOf(url, integrity)}\n<script type="module" async src="${url}"${vouched(url, integrity)}></script>`
}

/**
 * Started from the page itself, with a browser that has nothing yet: the line stands idle until it has read the head and asks
 * for what the head names, and this comes meanwhile.
 *
 * @param url The same in a file, for the pages after this one.
 */
export function entryInPage(url: string, text: string): string {
  return `<script type="module" async data-file="${url}">${text}</script>`
}

function preloadOf(url: string, integrity: Page['integrity']): string {
  return `<link rel="modulepreload" href="${url}"${vouched(url, integrity)}>`
}

function vouched(url: string, integrity: Page['integrity']): string {
  return integrity[url] === undefined ? '' : ` integrity="${integrity[url]}"`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
