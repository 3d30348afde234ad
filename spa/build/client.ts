/** Everything a browser gets from us, built into one folder and one document per door. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Asset, hashedAsset, urlOf, writeAssets } from './asset.ts'
import { digestOf, entryInPage, linkedEntry, writeDocument, writeImportMap } from './document.ts'
import { buildHost, type Door, type Entries, forEachDoor } from './host.ts'
import { buildPeers } from './peers.ts'
import { STATIC_HEADERS } from './static-headers.ts'

/** What the gateway imports: its pages and what it has to say about them. */
export interface Shell {
  readonly host: string
  readonly entry: ShellEntry
  readonly ops: string
  /** Every component in every state; served off production only. */
  readonly gallery: string
  /** `sha256-…` for `script-src`. */
  readonly importMapHash: string
  /** `sha256-…` for `style-src`. */
  readonly styleHash: string
  readonly stylesheet: string
}

/** What starts the host, in both its forms. */
export interface ShellEntry {
  /** URL of its file. */
  readonly file: string
  /** As it stands in `Shell.host`: names the file. */
  readonly linked: string
  /** What a browser gets in its place that has nothing yet. */
  readonly inPage: string
  /** Of the script in that: `sha256-…` for `script-src`. */
  readonly hash: string
}

export const DOORS: Entries = {
  host: 'spa/host/main.tsx',
  ops: 'spa/host/ops/main.tsx',
  gallery: 'spa/gallery/main.tsx',
}

const TITLES = {
  host: { title: 'Experience', description: 'Your organisation’s workplace, made of plugins.' },
  ops: { title: 'Experience operators', description: 'What is installed, for whom, and whether it runs.' },
  gallery: { title: 'Neon Flux, the component library', description: 'Every component, every state, in every look.' },
} as const

/**
 * Builds into `<out>/client` and `<out>/shell.json`. The same sources give the same bytes.
 *
 * @param root The repository.
 */
export async function buildClient(root: string, out: string, entries: Entries = DOORS): Promise<Shell> {
  if (process.env['NODE_ENV'] !== 'production') throw new Error('The client is built with NODE_ENV=production only')
  const [peers, host, brand] = await Promise.all([buildPeers(root), buildHost(root, entries), readBrand(root)])
  const css = `${peers.css}${host.css.host}`.trim()
  const style = hashedAsset('style', 'css', css)
  const own = { ops: hashedAsset('ops', 'css', host.css.ops), gallery: hashedAsset('gallery', 'css', host.css.gallery) }
  const integrity = integrityOf([...peers.assets, ...host.assets])
  const importMap = writeImportMap(peers.imports, integrity)
  const stylesheet = urlOf(style.name)
  const linked = forEachDoor((door) => linkedEntry(host.scripts[door][0] ?? '', integrity))
  const stylesOf = (door: Door) =>
    door === 'host' ? { stylesheets: [], style: css } : { stylesheets: [stylesheet, urlOf(own[door].name)] }
  const pages = forEachDoor((door) =>
    writeDocument({
      ...TITLES[door],
      ...stylesOf(door),
      importMap,
      integrity,
      preload: [...peers.preload, ...host.scripts[door].slice(1)],
      entry: linked[door],
    }),
  )
  const { host: hostPage, ...otherPages } = pages
  const [file = ''] = host.scripts.host
  const shell: Shell = {
    ...otherPages,
    // Behind the others: gzip looks back 32 KB, and finds their import map in this one's.
    host: hostPage,
    entry: {
      file,
      linked: linked.host,
      inPage: entryInPage(file, host.inPage),
      hash: digestOf(host.inPage),
    },
    importMapHash: digestOf(importMap),
    styleHash: digestOf(css),
    stylesheet,
  }
  await mkdir(join(out, 'client', 'assets'), { recursive: true })
  await writeAssets(join(out, 'client', 'assets'), [
    ...peers.assets,
    ...host.assets,
    style,
    own.ops,
    own.gallery,
    ...brand,
  ])
  await writeFile(join(out, 'client', '_headers'), STATIC_HEADERS)
  await writeFile(join(out, 'shell.json'), `${JSON.stringify(shell, null, 2)}\n`)
  return shell
}

/** Of every module of host and console, in the order of their names: the same sources give the same map. */
function integrityOf(assets: readonly Asset[]): Readonly<Record<string, string>> {
  const modules = assets.filter(({ name }) => name.endsWith('.js') && !name.startsWith('gallery-'))
  const entries = modules.map(({ name, bytes }) => [urlOf(name), digestOf(bytes)] as const)
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Logos and the icon keep their names, because configuration and bookmarks name them. */
async function readBrand(root: string): Promise<readonly Asset[]> {
  const folder = join(root, 'spa', 'host', 'brand')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.svg')).toSorted()
  return Promise.all(names.map(async (name) => ({ name: `brand/${name}`, bytes: await readFile(join(folder, name)) })))
}
