/** Six ways of bringing one host and its plugins to a browser, from the plain sequence to what the gateway does. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { join, relative } from 'node:path'
import { pagePolicy } from '../../src/core/page-policy.ts'
import { pageTag } from '../../src/core/page-tag.ts'

export type Page =
  /** The same for everybody, known without asking: what is personal, the host asks the API for. */
  | { readonly kind: 'static'; readonly html: string; readonly headers: OutgoingHttpHeaders }
  /** The gateway's document, sent once it is whole. */
  | { readonly kind: 'whole'; readonly change: (html: string) => string }
  /** As the gateway sends it; to a browser that seems to know `tag`, where there is one. */
  | { readonly kind: 'streamed'; readonly tag?: string }

export const WAYS = ['plain', 'preloaded', 'inlined', 'with bundles', 'streamed', 'ours'] as const
export type Way = (typeof WAYS)[number]

/** What each way adds to the one before. */
export const ADDED: Readonly<Record<Way, string>> = {
  plain: 'the plain sequence: page, host, session and manifests, decisions, bundles',
  preloaded: '+ modulepreload of peers and host',
  inlined: '+ session, manifests and decisions in the page',
  'with bundles': '+ modulepreload of the permitted bundles',
  streamed: '+ the head at once with the style in it, the rest streamed behind it',
  ours: '+ the script that starts the host in a first page (ours)',
}

const PRELOADS = /<link rel="modulepreload"[^>]*>\n/g
const BUNDLE_PRELOADS = /<link rel="modulepreload" href="\/api[^>]*>\n/g
const STYLE = /<style>.*?<\/style>\n/s
const ENTRY = /<script type="module" async src="([^"]+)"[^>]*><\/script>\n/
const ENTRY_IN_PAGE = /<script type="module" async data-file="[^"]+">.*?<\/script>/s

/**
 * The host's entry with the API's lifecycle in its first chunk: built like the product's, it would fetch that later, and
 * the plain sequence would be slower than it has to be.
 *
 * @returns Path of the entry, from `root` on.
 */
export function writePlainEntry(root: string, folder: string): string {
  const entry = join(folder, 'plain.js')
  const modules = ['spa/host/discover.ts', 'spa/host/main.tsx'].map((path) => join(root, path))
  writeFileSync(entry, modules.map((path) => `import ${JSON.stringify(path)}\n`).join(''))
  return relative(root, entry)
}

interface Shell {
  readonly host: string
  readonly entry: { readonly file: string; readonly linked: string }
  readonly importMapHash: string
  readonly stylesheet: string
}

export function readShell(folder: string): Shell {
  const shell: Shell = JSON.parse(readFileSync(join(folder, 'shell.json'), 'utf8'))
  return shell
}

/** @param plain Of the build with the plain entry. @param own Of the product. */
export function pagesOf(plain: Shell, own: Shell): Readonly<Record<Way, Page>> {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'no-store',
    'content-security-policy': pagePolicy({ scripts: [plain.importMapHash], styles: [] }),
    'cross-origin-opener-policy': 'same-origin',
  }
  const linked = (html: string): string =>
    html
      .replace(STYLE, '')
      .replace('<script type="importmap">', `${linkTo(own.stylesheet)}$&`)
      .replace(ENTRY_IN_PAGE, () => own.entry.linked)
  const preloaded = linked(plain.host)
  const [, entry = ''] = ENTRY.exec(preloaded) ?? []
  const bare = preloaded.replaceAll(PRELOADS, '').replace(ENTRY, '')
  const plainest = bare.replace('</head>', `<script type="module" src="${entry}"></script>\n</head>`)
  return {
    plain: { kind: 'static', html: plainest, headers },
    preloaded: { kind: 'static', html: preloaded, headers },
    inlined: { kind: 'whole', change: (html) => linked(html).replaceAll(BUNDLE_PRELOADS, '') },
    'with bundles': { kind: 'whole', change: linked },
    streamed: { kind: 'streamed', tag: pageTag(own.entry.file, '') },
    ours: { kind: 'streamed' },
  }
}

function linkTo(stylesheet: string): string {
  return `<link rel="stylesheet" href="${stylesheet}">\n`
}
