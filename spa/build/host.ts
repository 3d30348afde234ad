/** The host's and the operators' application and the gallery, built by Vite with the peers left to the import map. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build as buildStyle } from 'esbuild'
import { build, type Rolldown } from 'vite'
import { type Asset, urlOf } from './asset.ts'
import { keepApart, textInPage } from './chunks.ts'
import { BROWSERS, PEERS } from './peers.ts'

/** A door of the application: the page it serves, and the module that starts it. */
export type Door = 'host' | 'ops' | 'gallery'
export type Entries = Readonly<Record<Door, string>>

export interface Host {
  readonly assets: readonly Asset[]
  /** URLs of each door's modules, the one that starts it first. */
  readonly scripts: Readonly<Record<Door, readonly string[]>>
  /** What starts the tenants' page, as it may stand in the page itself. */
  readonly inPage: string
  /** Of the tenants' page, and what the other pages have beside it: nobody loads looks that their page never shows. */
  readonly css: Readonly<Record<Door, string>>
}

type Output = Rolldown.OutputChunk | Rolldown.OutputAsset

export async function buildHost(root: string, entries: Entries): Promise<Host> {
  const { host, ops, gallery } = entries
  // The gallery apart: what it shares with the host must not split the host's modules into more files.
  const output = (await Promise.all([bundle(root, { host, ops }), bundle(root, { gallery })])).flat()
  const chunks = output.filter((one) => one.type === 'chunk')
  const sheets = output.filter((one) => one.fileName.endsWith('.css'))
  const others = output.filter((one) => one.type === 'asset' && !sheets.includes(one))
  const parts = forEachDoor((door) => partsOf(door, chunks))
  const hostStyle = await styleOf(root, entries.host)
  const text = (names: readonly string[]): string =>
    sheets.flatMap((one) => (names.includes(one.fileName) ? String(bytesOf(one)) : [])).join('\n')
  return {
    assets: [...chunks, ...others].map((one) => ({ name: nameOf(one), bytes: bytesOf(one) })),
    scripts: forEachDoor((door) => parts[door].map(urlOfOutput)),
    inPage: textInPage(entryOf('host', chunks), chunks),
    css: forEachDoor((door) => `${door === 'host' ? hostStyle : ''}${text(stylesOf(parts[door]))}`),
  }
}

export function forEachDoor<Value>(make: (door: Door) => Value): Readonly<Record<Door, Value>> {
  return { host: make('host'), ops: make('ops'), gallery: make('gallery') }
}

async function bundle(root: string, entries: Readonly<Record<string, string>>): Promise<readonly Output[]> {
  const result = await build({
    root: join(root, 'spa'),
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    mode: 'production',
    base: '/',
    build: {
      write: false,
      target: BROWSERS,
      cssCodeSplit: true,
      modulePreload: false,
      sourcemap: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: Object.fromEntries(Object.entries(entries).map(([door, path]) => [door, join(root, path)])),
        external: [...PEERS],
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/chunk-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
          codeSplitting: { groups: keepApart(Object.values(entries).map((path) => join(root, path))) },
        },
      },
    },
  })
  if (!('output' in result)) throw new Error('One build was asked for, and something else came')
  return result.output
}

/** `styles.css` beside the entry, with what it imports. */
async function styleOf(root: string, entry: string): Promise<string> {
  const sheet = join(root, dirname(entry), 'styles.css')
  if (!existsSync(sheet)) return ''
  const options = { bundle: true, write: false, minify: true, target: BROWSERS } as const
  const { outputFiles } = await buildStyle({ ...options, entryPoints: [sheet] })
  return outputFiles.map(({ text }) => text).join('')
}

/** The entry and all it imports at once; what it imports later is fetched later. */
function partsOf(door: Door, chunks: readonly Rolldown.OutputChunk[]): readonly Rolldown.OutputChunk[] {
  const parts = new Set([entryOf(door, chunks)])
  for (const { imports } of parts) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) parts.add(chunk)
  }
  return [...parts]
}

function entryOf(door: Door, chunks: readonly Rolldown.OutputChunk[]): Rolldown.OutputChunk {
  const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === door)
  if (!entry) throw new Error(`The build left no entry for ${door}`)
  return entry
}

function stylesOf(chunks: readonly Rolldown.OutputChunk[]): readonly string[] {
  return chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
}

function urlOfOutput(output: Output): string {
  return urlOf(nameOf(output))
}

function nameOf(output: Output): string {
  return output.fileName.slice('assets/'.length)
}

function bytesOf(output: Output): Uint8Array | string {
  return output.type === 'chunk' ? output.code : output.source
}
