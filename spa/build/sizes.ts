/** What the built client costs to download, and what it may cost. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { init, parse } from 'es-module-lexer'

/** In bytes. */
export interface Size {
  readonly raw: number
  readonly gzip: number
  readonly brotli: number
}

export interface Row {
  readonly name: string
  readonly size: Size
}

export interface Sizes {
  /** What a first visit downloads before anything is shown. */
  readonly firstVisit: readonly Row[]
  /** What a component of the library brings beside it when it is first shown. */
  readonly parts: readonly Row[]
}

const NOTHING: Size = { raw: 0, gzip: 0, brotli: 0 }
const [compressGzip, compressBrotli] = [promisify(gzip), promisify(brotliCompress)]

/** The names that people know the library's later parts by, and the files that hold them. */
const PARTS = new Map([
  ['Select', 'ui-select-choices-'],
  ['DatePicker', 'ui-date-fields-'],
  ['Menu', 'ui-menu-list-'],
  ['Toast', 'ui-toast-region-'],
  ['Chart', 'ui-chart-plot-'],
  ['Table (sorted, ticked or long)', 'ui-table-grid-'],
])

/** Less than their sum: what several of them need is fetched once. */
const TOGETHER = 'all six'

/**
 * @param out Folder of a build.
 * @param host The document that it left for tenants.
 */
export async function measure(out: string, host: string): Promise<Sizes> {
  const assets = join(out, 'client', 'assets')
  const named = host.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)
  const files = [...new Set([...named].map(([, name]) => name ?? ''))]
  const ui = files.filter((name) => name.startsWith('ui-'))
  const react = files.filter((name) => /^(?:react|chunk-[A-Z0-9]{8}\.)/.test(name))
  const rest = files.filter((name) => ![...ui, ...react].includes(name))
  const [element = '', style = ''] = /<style>(.*?)<\/style>/s.exec(host) ?? []
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ['React', react],
    ['@empowernow/ui', ui],
    ['host', rest],
    ['typeface (Latin)', [fontIn(style)]],
  ]
  const firstVisit = [
    { name: 'document', size: await sizeOf(host.replace(element, '')) },
    { name: 'styles', size: await sizeOf(style) },
    ...(await Promise.all(groups.map(async ([name, names]) => ({ name, size: await sizeOfAll(assets, names) })))),
  ]
  return { firstVisit, parts: await measureParts(assets, ui) }
}

async function measureParts(assets: string, ui: readonly string[]): Promise<readonly Row[]> {
  await init()
  const texts = await Promise.all(ui.map((name) => readFile(join(assets, name), 'utf8')))
  const later = texts.flatMap((text) => importsOf(text).flatMap(({ name, isLater }) => (isLater ? [name] : [])))
  const parts = await Promise.all(
    [...PARTS].map(async ([name, start]) => {
      const file = later.find((one) => one.startsWith(start))
      if (file === undefined) throw new Error(`${name} is no part that is fetched later`)
      return { name, files: (await closureOf(assets, file)).filter((one) => !ui.includes(one)) }
    }),
  )
  const together = { name: TOGETHER, files: [...new Set(parts.flatMap(({ files }) => files))] }
  return Promise.all(
    [...parts, together].map(async ({ name, files }) => ({ name, size: await sizeOfAll(assets, files) })),
  )
}

/** A module and all it imports at once. */
async function closureOf(assets: string, file: string): Promise<readonly string[]> {
  const found = new Set([file])
  for (const name of found) {
    const text = await readFile(join(assets, name), 'utf8')
    for (const { name: other, isLater } of importsOf(text)) if (!isLater) found.add(other)
  }
  return [...found]
}

function importsOf(text: string): readonly { readonly name: string; readonly isLater: boolean }[] {
  const [imports] = parse(text)
  return imports.flatMap(({ specifier, type }) =>
    specifier?.startsWith('./') ? [{ name: specifier.slice(2), isLater: type === 'dynamic' }] : [],
  )
}

/** The one file of the typeface that a page in Latin letters asks for. */
function fontIn(style: string): string {
  return /inter-latin-wght-normal-\w+\.woff2/.exec(style)?.[0] ?? ''
}

/** Compressing well takes its time, and most files are part of several sums. */
const known = new Map<string, Promise<Size>>()

async function sizeOfAll(assets: string, names: readonly string[]): Promise<Size> {
  return sumOf(await Promise.all(names.map((name) => sizeOfFile(join(assets, name)))))
}

function sizeOfFile(path: string): Promise<Size> {
  const size = known.get(path) ?? readFile(path).then(sizeOf)
  known.set(path, size)
  return size
}

export async function sizeOf(content: string | Uint8Array): Promise<Size> {
  const bytes = Buffer.from(content)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  const [zipped, brotli] = await Promise.all([compressGzip(bytes, { level: 9 }), compressBrotli(bytes, { params })])
  return { raw: bytes.length, gzip: zipped.length, brotli: brotli.length }
}

export function sumOf(sizes: readonly Size[]): Size {
  return sizes.reduce(
    (sum, size) => ({ raw: sum.raw + size.raw, gzip: sum.gzip + size.gzip, brotli: sum.brotli + size.brotli }),
    NOTHING,
  )
}

/**
 * Most that may be downloaded, in kB after brotli, with a tenth to grow in. Whoever needs more says here why.
 */
export const BUDGETS: Readonly<Record<string, number>> = {
  // Half a kB of it fetches anew what could not be fetched (spa/later.ts).
  '@empowernow/ui': 10,
  styles: 10,
  Select: 36,
  DatePicker: 50,
  Menu: 36,
  Toast: 22,
  Chart: 20,
  'Table (sorted, ticked or long)': 27,
  [TOGETHER]: 120,
  'first visit, without the typeface': 120,
}

/** What costs more than it may: `<name>: <kB> of <kB>`. */
export function overBudget({ firstVisit, parts }: Sizes): readonly string[] {
  const scripts = firstVisit.filter(({ name }) => !name.startsWith('typeface')).map(({ size }) => size)
  const rows = [...firstVisit, ...parts, { name: 'first visit, without the typeface', size: sumOf(scripts) }]
  return rows.flatMap(({ name, size }) => {
    const budget = BUDGETS[name]
    const kilobytes = size.brotli / 1000
    return budget !== undefined && kilobytes > budget ? [`${name}: ${kilobytes.toFixed(1)} of ${budget}`] : []
  })
}
