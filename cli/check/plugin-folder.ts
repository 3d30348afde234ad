/** A plugin's folder: its manifest, its bundle, and, where an author's tools left one, the account of what is in it. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Stop } from '../stop.ts'

const MANIFESTS = ['manifest.yaml', 'manifest.yml', 'manifest.json', 'plugin.json'] as const
/** As plugins are usually built, the most usual first. */
const BUNDLES = ['dist/index.esm.js', 'index.esm.js', 'dist/index.js', 'bundle.js'] as const
const ENTRIES = ['src/index.tsx', 'src/index.ts', 'src/index.jsx', 'src/index.js'] as const
const METAFILES = ['dist/meta.json', 'dist/metafile.json', 'meta.json', 'metafile.json'] as const

export interface PluginFolder {
  readonly manifest: { readonly file: string; readonly text: string }
  readonly bundle: { readonly file: string; readonly bytes: Uint8Array }
  /** esbuild's metafile, parsed; `null` where there is none. */
  readonly metafile: unknown
}

export interface FolderOptions {
  /** Path of the built bundle, from the folder. */
  readonly bundle?: string | undefined
}

/** Reads the folder; a plugin that has sources and no bundle is built first, as the examples are. */
export async function readPluginFolder(folder: string, options: FolderOptions = {}): Promise<PluginFolder> {
  const manifest = firstOf(folder, MANIFESTS)
  if (manifest === null) {
    throw new Stop('usage', `${shown(folder)} holds no manifest.`, [
      `Write ${MANIFESTS[0]} with id, version and contributions; \`experience schema\` prints its JSON Schema.`,
    ])
  }
  const given = options.bundle === undefined ? BUNDLES : [options.bundle]
  const built = firstOf(folder, given)
  const read = { file: shown(manifest), text: readFileSync(manifest, 'utf8') }
  if (built !== null) {
    const metafile = firstOf(folder, METAFILES)
    const meta: unknown = metafile === null ? null : parseJson(readFileSync(metafile, 'utf8'))
    return { manifest: read, bundle: { file: shown(built), bytes: readFileSync(built) }, metafile: meta }
  }
  const entry = options.bundle === undefined ? firstOf(folder, ENTRIES) : null
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
  const built = await build({
    absWorkingDir: resolve(folder),
    entryPoints: [resolve(entry)],
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    format: 'esm',
    platform: 'browser',
    target: 'es2020',
    jsx: 'automatic',
    external: ['react', 'react-dom', '@empowernow/ui'],
  }).catch((cause: unknown) => {
    throw new Stop('refused', `${shown(entry)} cannot be built: ${cause instanceof Error ? cause.message : ''}`)
  })
  const bytes = built.outputFiles[0]?.contents ?? new Uint8Array()
  return { bundle: { file: `${shown(entry)} (built)`, bytes }, metafile: built.metafile }
}
