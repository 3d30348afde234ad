/** The host's and the operators' application, built by Vite with the peers left to the import map. */
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { type Asset, urlOf } from './asset.ts'
import { BROWSERS, PEERS } from './peers.ts'

/** A door of the application: the page it serves, and the module that starts it. */
export type Door = 'host' | 'ops'
export type Entries = Readonly<Record<Door, string>>

export interface Host {
  readonly assets: readonly Asset[]
  /** URLs of each door's modules, the one that starts it first. */
  readonly scripts: Readonly<Record<Door, readonly string[]>>
  readonly css: string
}

type Output = Rolldown.OutputChunk | Rolldown.OutputAsset

export async function buildHost(root: string, entries: Entries): Promise<Host> {
  const output = await bundle(root, entries)
  const chunks = output.filter((one) => one.type === 'chunk')
  const css = output.filter((one) => one.fileName.endsWith('.css'))
  const others = output.filter((one) => one.type === 'asset' && !css.includes(one))
  return {
    assets: [...chunks, ...others].map((one) => ({ name: nameOf(one), bytes: bytesOf(one) })),
    scripts: { host: scriptsOf('host', chunks), ops: scriptsOf('ops', chunks) },
    css: css.map((one) => String(bytesOf(one))).join('\n'),
  }
}

async function bundle(root: string, entries: Entries): Promise<readonly Output[]> {
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
      cssCodeSplit: false,
      modulePreload: false,
      sourcemap: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { host: join(root, entries.host), ops: join(root, entries.ops) },
        external: [...PEERS],
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/chunk-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  })
  if (!('output' in result)) throw new Error('One build was asked for, and something else came')
  return result.output
}

/** The entry and all it imports at once; what it imports later is fetched later. */
function scriptsOf(door: Door, chunks: readonly Rolldown.OutputChunk[]): readonly string[] {
  const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === door)
  if (!entry) throw new Error(`The build left no entry for ${door}`)
  const names = new Set([entry.fileName])
  for (const name of names) {
    const chunk = chunks.find(({ fileName }) => fileName === name)
    for (const imported of chunk?.imports ?? []) if (!PEERS.includes(imported)) names.add(imported)
  }
  return [...names].map((name) => urlOf(name.slice('assets/'.length)))
}

function nameOf(output: Output): string {
  return output.fileName.slice('assets/'.length)
}

function bytesOf(output: Output): Uint8Array | string {
  return output.type === 'chunk' ? output.code : output.source
}
