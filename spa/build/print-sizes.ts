/** `npm run sizes`: what the client costs to download, as tables in Markdown; fails if it costs more than it may. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { buildClient } from './client.ts'
import { BROWSERS, REACT_PEERS } from './peers.ts'
import { BUDGETS, measure, overBudget, type Row, sizeOf, sumOf } from './sizes.ts'

process.env['NODE_ENV'] = 'production'

const ROOT = join(import.meta.dirname, '..', '..')
/** Components as authors name them, and what each costs alone: without what every page has of the library anyway. */
const ALONE = ['Alert', 'Badge', 'Breadcrumb', 'Button', 'Card', 'Checkbox', 'Container', 'EmptyState', 'Field', 'Form']
const MORE = ['Grid', 'Icon', 'Modal', 'Skeleton', 'Spinner', 'Stack', 'Stat', 'Switch', 'Table', 'Tabs', 'TextField']

/** A component alone has only what it uses: no file of the library counts for being imported. */
const onlyUsed: Plugin = {
  name: 'only-used',
  setup(building) {
    building.onResolve({ filter: /^\.\// }, ({ path, resolveDir, importer }) =>
      importer.startsWith(join(ROOT, 'spa')) ? { path: join(resolveDir, path), sideEffects: false } : null,
    )
  },
}

const folder = await mkdtemp(join(tmpdir(), 'experience-edge-sizes-'))
try {
  const { host } = await buildClient(ROOT, folder)
  const sizes = await measure(folder, host)
  print('First visit', [...sizes.firstVisit, { name: 'all', size: sumOf(sizes.firstVisit.map(({ size }) => size)) }])
  print('Fetched with the first one that is shown', sizes.parts)
  print('In the library’s module; alone it would be', await Promise.all([...ALONE, ...MORE].map(alone)))
  const over = overBudget(sizes)
  for (const line of over) console.error(`over its budget: ${line} kB`)
  process.exitCode = over.length === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true })
}

function print(title: string, rows: readonly Row[]): void {
  const isHeld = rows.some(({ name }) => name in BUDGETS)
  const line = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`)
  console.log('')
  line(title, 'brotli', 'gzip', 'raw', ...(isHeld ? ['at most'] : []))
  line('---', '---:', '---:', '---:', ...(isHeld ? ['---:'] : []))
  for (const { name, size } of rows) {
    const budget = BUDGETS[name]
    line(
      name,
      kB(size.brotli),
      kB(size.gzip),
      kB(size.raw),
      ...(isHeld ? [budget === undefined ? '' : String(budget)] : []),
    )
  }
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}

async function alone(name: string): Promise<Row> {
  const contract = await readFile(join(ROOT, 'spa/ui/index.ts'), 'utf8')
  const file = new RegExp(`\\b${name}\\b[^}]*\\} from '\\./([\\w.-]+)'`).exec(contract)?.[1] ?? ''
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from './spa/ui/${file}'`, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    logLevel: 'error',
    splitting: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    outdir: 'alone',
    target: BROWSERS,
    external: [...REACT_PEERS],
    plugins: [onlyUsed],
  })
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>')
  const now = (entry?.[1].imports ?? []).flatMap(({ kind, path }) => (kind === 'import-statement' ? [path] : []))
  const files = outputFiles.filter(({ path }) => [entry?.[0] ?? '', ...now].some((one) => path.endsWith(one)))
  return { name, size: await sizeOf(files.map(({ text }) => text).join('')) }
}
