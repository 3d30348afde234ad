/** The modules a host shares with its plugins: React as ES modules, and the component library. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { build, type BuildResult, type Metafile, type Plugin } from 'esbuild'
import { type Asset, urlOf } from './asset.ts'

export const REACT_PEERS = ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime'] as const
export const UI_PEER = '@empowernow/ui'
/** What the import map resolves; a host and its plugins leave these, and only these, to it. */
export const PEERS: readonly string[] = [...REACT_PEERS, UI_PEER]

/** Browsers that have what the library's CSS and code use: nesting, `light-dark()`, relative colours. */
export const BROWSERS = ['chrome125', 'edge125', 'firefox128', 'safari18']

export interface Peers {
  readonly assets: readonly Asset[]
  /** Import map: bare specifier -> URL. */
  readonly imports: Readonly<Record<string, string>>
  /** What every page needs at once. What a component fetches when it is first shown is not among it. */
  readonly preload: readonly string[]
  readonly css: string
}

const COMMON = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  minify: true,
  legalComments: 'none',
  target: BROWSERS,
  define: { 'process.env.NODE_ENV': '"production"' },
  outdir: 'assets',
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
} as const

export async function buildPeers(root: string): Promise<Peers> {
  const [react, ui, style] = await Promise.all([buildReact(root), buildUi(root), buildStyle(root)])
  const scripts = [...react.outputs, ...ui.outputs]
  const css = style.outputs.find(({ asset }) => asset.name.endsWith('.css'))?.asset
  return {
    assets: [...scripts, ...style.outputs].map(({ asset }) => asset).filter((asset) => asset !== css),
    imports: Object.fromEntries(
      scripts.flatMap(({ asset, peer }) => (peer === null ? [] : [[peer, urlOf(asset.name)]])),
    ),
    preload: scripts.flatMap(({ asset, isEager }) => (isEager ? [urlOf(asset.name)] : [])),
    css: new TextDecoder().decode(new Uint8Array(Buffer.from(css?.bytes ?? ''))),
  }
}

/**
 * Chromium compiles all of such a file while it comes, on a thread that nobody waits for: the host, which comes behind it, is
 * still under way. Function by function, when each is first called, the page's own thread would do it.
 */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad'

interface Output {
  readonly asset: Asset
  /** Specifier this file answers to; `null` for what the others share. */
  readonly peer: string | null
  /** Whether an entry needs it before it can run. */
  readonly isEager: boolean
}

/** All of React in one build with splitting, so that what the entries share exists once. */
async function buildReact(root: string): Promise<{ readonly outputs: readonly Output[] }> {
  const entryPoints = Object.fromEntries(REACT_PEERS.map((peer) => [peer.replace('/', '-'), `peer:${peer}`]))
  const plugins = [wrappers(root), flattened(root)]
  const shape = { ...COMMON, splitting: true, banner: { js: COMPILE_HINT } } as const
  return outputsOf(await build({ ...shape, absWorkingDir: root, entryPoints, plugins }), (entry) =>
    entry.replace(/^peer:(peer:)?/, ''),
  )
}

/** One module for all, and beside it the parts that a component fetches when it is first shown. */
async function buildUi(root: string): Promise<{ readonly outputs: readonly Output[] }> {
  const entryPoints = { ui: 'spa/ui/index.ts' }
  const external = [...REACT_PEERS]
  const shape = { ...COMMON, splitting: true, chunkNames: 'ui-[name]-[hash]', jsx: 'automatic' } as const
  const plugins = [requiredReact(root)]
  return outputsOf(await build({ ...shape, absWorkingDir: root, entryPoints, external, plugins }), (entry) =>
    entry === entryPoints.ui ? UI_PEER : null,
  )
}

/** A CommonJS package in the library asks for React by `require`, which no browser has: it gets what `import` gives. */
function requiredReact(root: string): Plugin {
  return {
    name: 'required-react',
    setup(building) {
      building.onResolve({ filter: /^react$/ }, ({ kind, path }) =>
        kind === 'require-call' ? { path, namespace: 'required' } : null,
      )
      building.onLoad({ filter: /^/, namespace: 'required' }, ({ path }) => ({
        contents: `export * from '${path}'`,
        resolveDir: root,
      }))
    },
  }
}

async function buildStyle(root: string): Promise<{ readonly outputs: readonly Output[] }> {
  const entryPoints = { style: 'spa/ui/styles.css' }
  const loader = { '.woff2': 'file' } as const
  return outputsOf(
    await build({ ...COMMON, absWorkingDir: root, entryPoints, loader, publicPath: '/assets' }),
    () => null,
  )
}

function outputsOf(
  result: BuildResult<{ write: false; metafile: true }>,
  peerOf: (entry: string) => string | null,
): { readonly outputs: readonly Output[] } {
  const entries = new Map(
    Object.entries(result.metafile.outputs).map(([path, { entryPoint }]) => [basename(path), entryPoint ?? null]),
  )
  const peers = new Map([...entries].map(([name, entry]) => [name, entry === null ? null : peerOf(entry)]))
  const eager = importedAtOnce(
    result.metafile.outputs,
    [...peers].flatMap(([name, peer]) => (peer === null ? [] : [name])),
  )
  const outputs = result.outputFiles.map(({ path, contents }) => {
    const name = basename(path)
    return { asset: { name, bytes: contents }, peer: peers.get(name) ?? null, isEager: eager.has(name) }
  })
  return { outputs: outputs.toSorted((one, other) => (one.asset.name < other.asset.name ? -1 : 1)) }
}

/** Names of the files that these import by statement, and of those that they import, and so on. */
function importedAtOnce(outputs: Metafile['outputs'], names: readonly string[]): ReadonlySet<string> {
  const imports = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output.imports]))
  const found = new Set(names)
  for (const name of found) {
    for (const { kind, path, external } of imports.get(name) ?? []) {
      if (kind === 'import-statement' && external !== true) found.add(basename(path))
    }
  }
  return found
}

/**
 * React is CommonJS: bundled as it is, it has a default export only. A wrapper per entry names each export.
 *
 * The one of `react` also answers `process.env.NODE_ENV`, which bundles made without a `define` ask for (a Rollup build
 * that carries its own JSX runtime does).
 */
function wrappers(root: string): Plugin {
  const require = createRequire(`${root}/package.json`)
  return {
    name: 'peers',
    setup(building) {
      building.onResolve({ filter: /^peer:/ }, ({ path }) => ({ path, namespace: 'peer' }))
      building.onLoad({ filter: /^peer:/, namespace: 'peer' }, ({ path }) => {
        const peer = path.slice('peer:'.length)
        const names = exportNames(require(peer))
        const lines = [
          ...(peer === 'react'
            ? ["globalThis.process ??= Object.freeze({ env: Object.freeze({ NODE_ENV: 'production' }) })"]
            : []),
          `import peer from '${peer}'`,
          'export default peer',
          ...names.map((name) => `export const ${name} = peer.${name}`),
        ]
        return { contents: lines.join('\n'), resolveDir: root }
      })
    },
  }
}

/** CommonJS files of React, by the names that they ask for each other with. */
const PRODUCTION: Readonly<Record<string, string>> = {
  react: 'react/cjs/react.production.js',
  'react/jsx-runtime': 'react/cjs/react-jsx-runtime.production.js',
  'react-dom': 'react-dom/cjs/react-dom.production.js',
  'react-dom/client': 'react-dom/cjs/react-dom-client.production.js',
  scheduler: 'scheduler/cjs/scheduler.production.js',
}

/**
 * Makes each of these files the body of a module. Bundled as CommonJS it is the body of one function, which a browser reads
 * twice: over while it comes, and again when it is called, on the thread that everybody waits for.
 */
function flattened(root: string): Plugin {
  const require = createRequire(`${root}/package.json`)
  return {
    name: 'flattened',
    setup(building) {
      building.onResolve({ filter: /^(?:react(?:-dom)?(?:\/.+)?|scheduler)$/ }, ({ path }) => {
        const file = PRODUCTION[path]
        if (file === undefined) throw new Error(`React asks for ${path}, which peers.ts does not know`)
        const [name = ''] = file.split('/')
        return { path: join(dirname(require.resolve(`${name}/package.json`)), '..', file), namespace: 'flat' }
      })
      building.onLoad({ filter: /^/, namespace: 'flat' }, async ({ path }) => ({
        contents: asModule(await readFile(path, 'utf8')),
        resolveDir: root,
      }))
    },
  }
}

/** Whatever is required is imported; what asks for more of CommonJS than these files do is refused by the build's end. */
function asModule(code: string): string {
  const names = [...new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? ''))]
  const imports = names.map((name, index) => `import required${index} from ${JSON.stringify(name)}`)
  const body = names.reduce((text, name, index) => text.replaceAll(`require("${name}")`, `required${index}`), code)
  if (/\brequire\s*\(|\bmodule\./.test(body)) throw new Error('A file of React is no plain CommonJS any more')
  return [...imports, 'const exports = {}', body, 'export default exports'].join('\n')
}

function exportNames(module: unknown): readonly string[] {
  if (typeof module !== 'object' || module === null) return []
  return Object.keys(module)
    .filter((name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name))
    .toSorted()
}
