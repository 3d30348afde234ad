/** The JavaScript of the packages: everything of ours and what it is built on, with React and each other left out. */
import { basename, join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { build, type Metafile } from 'esbuild'

export interface PackedFile {
  /** Path in the package. */
  readonly name: string
  readonly bytes: Uint8Array | string
}

export interface Bundle {
  readonly files: readonly PackedFile[]
  /** Packages whose code is in it, by name. */
  readonly holds: ReadonlySet<string>
}

const SHARED = ['react', 'react-dom', '@empowernow/ui', '@empowernow/experience-sdk'] as const

/** Readable, since authors step through it. */
const COMMON = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  target: 'es2023',
  legalComments: 'none',
  outdir: 'dist',
  chunkNames: 'chunk-[hash]',
  jsx: 'automatic',
} as const

/** @param entries Name in the package, and module. */
export async function bundleScripts(
  root: string,
  entries: Readonly<Record<string, string>>,
  platform: 'browser' | 'neutral' | 'node',
): Promise<Bundle> {
  const mainFields = ['module', 'main']
  const built = await build({
    ...COMMON,
    external: [...SHARED],
    absWorkingDir: root,
    entryPoints: { ...entries },
    splitting: true,
    platform,
    mainFields,
  })
  const files = built.outputFiles.map(({ path, contents }) => ({ name: `dist/${basename(path)}`, bytes: contents }))
  return { files, holds: packagesIn(built.metafile) }
}

/** The style sheet, and the typefaces beside it. */
export async function bundleStyles(root: string, entry: string): Promise<Bundle> {
  const built = await build({
    ...COMMON,
    external: [...SHARED],
    absWorkingDir: root,
    entryPoints: { styles: entry },
    assetNames: 'files/[name]-[hash]',
    loader: { '.woff2': 'file' },
  })
  const files = built.outputFiles.map(({ path, contents }) => {
    return { name: `dist/${path.slice(join(root, 'dist').length + 1)}`, bytes: contents }
  })
  return { files, holds: packagesIn(built.metafile) }
}

function packagesIn({ inputs }: Metafile): ReadonlySet<string> {
  const names = Object.keys(inputs).flatMap((path) => {
    const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
    return found === undefined ? [] : [found]
  })
  return new Set(names)
}

/** The licences of what is packed along, as they ask for. */
export async function licencesOf(root: string, names: ReadonlySet<string>): Promise<string> {
  const parts = await Promise.all([...names].toSorted().map((name) => licenceOf(root, name)))
  return ['# Software that is packed along', ...parts].join('\n\n')
}

const LICENCE_FILES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'License.md'] as const

async function licenceOf(root: string, name: string): Promise<string> {
  const folder = join(root, 'node_modules', name)
  const about: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const text = (key: string): string => {
    const value: unknown = typeof about === 'object' && about !== null ? Reflect.get(about, key) : undefined
    return typeof value === 'string' ? value : ''
  }
  const files = await Promise.all(LICENCE_FILES.map((file) => readFile(join(folder, file), 'utf8').catch(() => null)))
  const words = files.find((file) => file !== null)?.trim() ?? `Licensed under ${text('license')}.`
  return `## ${name} ${text('version')} (${text('license')})\n\n${words}`
}
