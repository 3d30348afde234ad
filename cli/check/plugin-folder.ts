/** A plugin's folder: its manifest, its bundle, and, where an author's tools left one, the account of what is in it. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { BuildOptions, BuildResult } from 'esbuild'
import { Stop } from '../stop.ts'
import { readSourceMap, type SourceMapFile, sourceMapOf } from './source-lines.ts'

const MANIFESTS = ['manifest.yaml', 'manifest.yml', 'manifest.json', 'plugin.json'] as const
/** As plugins are usually built, the most usual first. */
const BUNDLES = ['dist/index.esm.js', 'index.esm.js', 'dist/index.js', 'bundle.js'] as const
const ENTRIES = ['src/index.tsx', 'src/index.ts', 'src/index.jsx', 'src/index.js'] as const
const METAFILES = ['dist/meta.json', 'dist/metafile.json', 'meta.json', 'metafile.json'] as const

/** How a plugin is built where its author has no build of their own: what the host provides stays outside. */
export const BUILD = {
  bundle: true,
  write: false,
  metafile: true,
  logLevel: 'silent',
  format: 'esm',
  platform: 'browser',
  target: 'es2020',
  jsx: 'automatic',
  external: ['react', 'react-dom', '@empowernow/ui'],
  sourcemap: 'external',
  outfile: 'dist/index.esm.js',
} as const satisfies BuildOptions

export interface PluginFolder {
  readonly manifest: { readonly file: string; readonly text: string }
  readonly bundle: {
    readonly file: string
    readonly bytes: Uint8Array
    /** Its source map, so that findings point into the sources; `null` where there is none. */
    readonly map: SourceMapFile | null
  }
  /** esbuild's metafile, parsed; `null` where there is none. */
  readonly metafile: unknown
}

export interface FolderOptions {
  /** Path of the built bundle, from the folder. */
  readonly bundle?: string | undefined
}

/** Reads the folder; a plugin that has sources and no bundle is built first, as the examples are. */
export async function readPluginFolder(folder: string, options: FolderOptions = {}): Promise<PluginFolder> {
  const read = manifestOf(folder)
  const given = options.bundle === undefined ? BUNDLES : [options.bundle]
  const built = firstOf(folder, given)
  if (built !== null) {
    const metafile = firstOf(folder, METAFILES)
    const meta: unknown = metafile === null ? null : parseJson(readFileSync(metafile, 'utf8'))
    const bundle = { file: shown(built), bytes: readFileSync(built), map: readSourceMap(`${built}.map`) }
    return { manifest: read, bundle, metafile: meta }
  }
  const entry = options.bundle === undefined ? entryOf(folder) : null
  if (entry === null) {
    throw new Stop('usage', `${shown(folder)} holds no bundle: looked for ${given.join(', ')}.`, [
      'Build it first, or name it with --bundle.',
    ])
  }
  return { manifest: read, ...(await buildFolder(folder, entry)) }
}

function firstOf(folder: string, names: readonly string[]): string | null {
  return names.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/** A path below a plugin's folder, as somebody finds it from where they are. */
export function sourcePath(folder: string, path: string): string {
  return shown(resolve(folder, path))
}

function shown(path: string): string {
  return relative(process.cwd(), path) || '.'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function buildFolder(folder: string, entry: string): Promise<Omit<PluginFolder, 'manifest'>> {
  const { build } = await import('esbuild')
  const built = await build({ ...BUILD, absWorkingDir: resolve(folder), entryPoints: [resolve(entry)] }).catch(
    (cause: unknown) => {
      throw new Stop('refused', `${shown(entry)} cannot be built: ${cause instanceof Error ? cause.message : ''}`)
    },
  )
  return builtFolder(folder, entry, built)
}

/** What a build with {@link BUILD} has made. */
export function builtFolder(
  folder: string,
  entry: string,
  { outputFiles, metafile }: BuildResult<typeof BUILD>,
): Omit<PluginFolder, 'manifest'> {
  const code = outputFiles.find(({ path }) => path.endsWith('.js'))
  const map = outputFiles.find(({ path }) => path.endsWith('.map'))
  return {
    bundle: {
      file: `${shown(entry)} (built)`,
      bytes: code?.contents ?? new Uint8Array(),
      map: map === undefined ? null : sourceMapOf(map.text, resolve(folder, 'dist')),
    },
    metafile,
  }
}

/** Where a plugin's code begins, or `null`. */
export function entryOf(folder: string): string | null {
  return firstOf(folder, ENTRIES)
}

export function manifestOf(folder: string): PluginFolder['manifest'] {
  const manifest = firstOf(folder, MANIFESTS)
  if (manifest !== null) return { file: shown(manifest), text: readFileSync(manifest, 'utf8') }
  throw new Stop('usage', `${shown(folder)} holds no manifest.`, [
    `Write ${MANIFESTS[0]} with id, version and contributions; \`experience schema\` prints its JSON Schema.`,
    'Or begin with `experience new <dir>`, which writes all there is to a plugin.',
  ])
}
