import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { measure, overBudget } from '../../../spa/build/sizes.ts'
import { ROOT } from './root.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Building takes seconds where others share the processor. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const run = promisify(execFile)
const folder = await temporaryFolder()
const out = join(folder, 'dist')
const seed = join(folder, 'seed')
const stale = join(out, 'client/assets/host-0a1b2c3d.js')
await mkdir(dirname(stale), { recursive: true })
await writeFile(stale, 'of a build before')
await run(process.execPath, [join(ROOT, 'spa/build.ts'), out, seed], { cwd: ROOT })

interface Entry {
  readonly file: string
  readonly linked: string
  readonly inPage: string
  readonly hash: string
}

const built: Record<string, string> & { readonly entry: Entry } = JSON.parse(
  await readFile(join(out, 'shell.json'), 'utf8'),
)
const { entry, ...shell } = built
const host = shell['host'] ?? ''
const ops = shell['ops'] ?? ''
const importMap = /<script type="importmap">(.*?)<\/script>/s.exec(host)?.[1] ?? ''
const { imports }: { imports: Record<string, string> } = JSON.parse(importMap)

function read(url: string): Promise<string> {
  return readFile(join(out, 'client', url), 'utf8')
}

function digestOf(bytes: Uint8Array | string): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}

function specifiersOf(code: string): readonly string[] {
  const found = code.matchAll(/(?:^|[;}\n])\s*(?:import|export)(?:[\s\w$*{},"]*?\bfrom)?\s*["']([^"']+)["']/g)
  return [...found].map(([, specifier]) => specifier ?? '')
}

async function filesOf(base: string): Promise<readonly string[]> {
  const entries = await readdir(base, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1))
    .toSorted()
}

test('the shell names the hash of exactly the import map it holds', () => {
  expect(shell['importMapHash']).toBe(digestOf(importMap))
  expect(ops).toContain(`<script type="importmap">${importMap}</script>`)
})

test.each([
  ['host', host],
  ['ops', ops],
])('the %s document has no inline script but the map, and no inline style but its sheet', (door, html) => {
  const scripts = [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)].map(([, attributes, text]) => [
    attributes,
    text,
  ])
  expect(scripts).toEqual([
    [' type="importmap"', importMap],
    [
      expect.stringMatching(/^ type="module" async src="\/assets\/(host|ops)-[^"]+\.js" integrity="sha256-[^"]{44}"$/),
      '',
    ],
  ])
  const styles = [...html.matchAll(/<style>(.*?)<\/style>\n/gs)]
  expect(styles.map(([, text = '']) => digestOf(text))).toEqual(door === 'host' ? [shell['styleHash']] : [])
  const rest = styles.reduce((text, [element]) => text.replace(element, ''), html)
  expect(rest).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<base|javascript:/i)
})

test('what starts the host stands in the document by name, and in its place may stand what the file says', async () => {
  expect(host.split(entry.linked)).toHaveLength(2)
  expect(entry.linked).toContain(` src="${entry.file}"`)
  const [, file, text = ''] =
    /^<script type="module" async data-file="([^"]+)">(.*)<\/script>$/s.exec(entry.inPage) ?? []
  expect([file, digestOf(text)]).toEqual([entry.file, entry.hash])
  expect(text).not.toMatch(/<\/script|<!--/i)
  // The page has another address, so what the file names beside itself is named from the root.
  expect(text.replaceAll('/assets/', './')).toBe(await read(entry.file))
  expect(text).toMatch(/from"\/assets\/chunk-[\w-]+\.js"/)
})

test('nobody asks for the file that stands in the page: it would run twice', async () => {
  const names = (await filesOf(join(out, 'client', 'assets'))).filter((name) => name.endsWith('.js'))
  const name = entry.file.slice('/assets/'.length)
  const codes = await Promise.all(names.map((one) => read(`/assets/${one}`)))
  expect(codes.filter((code) => code.includes(name))).toEqual([])
})

test('the style of the host is the sheet that the other pages link to', async () => {
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(host) ?? []
  expect(style.length).toBeGreaterThan(10_000)
  expect(await read(shell['stylesheet'] ?? '')).toBe(style)
})

test('the map comes before anything that loads a module', () => {
  expect(host.indexOf('importmap')).toBeLessThan(host.indexOf('modulepreload'))
  expect(host.indexOf('importmap')).toBeLessThan(host.indexOf('type="module"'))
})

test('the two doors start different applications', () => {
  const started = [host, ops].map((html) => /type="module" async src="([^"]+)"/.exec(html)?.[1])
  expect(new Set(started).size).toBe(2)
})

test('the gallery has a door of its own, and nobody else pays for it', () => {
  expect(shell['gallery']).toMatch(/<script type="module"[^>]* src="\/assets\/gallery-/)
  expect(`${host}${ops}`).not.toContain('gallery')
})

test('the map resolves the peers, and nothing else', async () => {
  expect(Object.keys(imports)).toEqual([
    'react',
    'react-dom',
    'react-dom/client',
    'react/jsx-runtime',
    '@empowernow/ui',
  ])
  const sizes = await Promise.all(Object.values(imports).map(async (url) => (await read(url)).length))
  expect(Math.min(...sizes)).toBeGreaterThan(0)
})

test('everything the documents point to exists', async () => {
  const urls = [...`${host}${ops}`.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url ?? '')
  expect(urls).toContain(shell['stylesheet'])
  const missing = await Promise.all(
    urls.map((url) =>
      read(url).then(
        () => null,
        () => url,
      ),
    ),
  )
  expect(missing.filter((url) => url !== null)).toEqual([])
})

test('no module asks for a bare name that the map does not resolve', async () => {
  const names = (await filesOf(join(out, 'client', 'assets'))).filter((name) => name.endsWith('.js'))
  const bare = await Promise.all(names.map(async (name) => specifiersOf(await read(`/assets/${name}`))))
  const unknown = bare.flat().filter((name) => !name.startsWith('./') && !Object.hasOwn(imports, name))
  expect(names.length).toBeGreaterThan(7)
  expect(bare.flat()).toContain('react')
  expect(unknown).toEqual([])
})

test('the documents preload every peer', () => {
  for (const url of Object.values(imports))
    expect(host).toContain(`<link rel="modulepreload" href="${url}" integrity="sha256-`)
})

test('the map vouches for every module of host and console, and so does each link and the script that starts it', async () => {
  const { integrity }: { integrity: Record<string, string> } = JSON.parse(importMap)
  const modules = (await filesOf(join(out, 'client/assets'))).filter((name) => /^(?!gallery-).*\.js$/.test(name))
  expect(Object.keys(integrity).toSorted()).toEqual(modules.map((name) => `/assets/${name}`).toSorted())
  for (const [url, digest] of Object.entries(integrity)) {
    const bytes = await readFile(join(out, 'client', url))
    expect(digest, url).toBe(digestOf(bytes))
  }
  const named = [...`${host}${ops}`.matchAll(/(?:href|src)="([^"]+\.js)" integrity="([^"]+)"/g)]
  expect(named.length).toBeGreaterThan(10)
  for (const [, url = '', digest] of named) expect(integrity[url], url).toBe(digest)
})

test.each([
  [
    'react',
    ['useState', 'useEffect', 'createElement', 'Suspense', 'memo', 'use', 'Fragment', 'createContext', 'version'],
  ],
  ['react-dom', ['createPortal', 'flushSync', 'useFormStatus', 'version']],
  ['react-dom/client', ['createRoot', 'hydrateRoot']],
  ['react/jsx-runtime', ['jsx', 'jsxs', 'Fragment']],
])('%s has its named exports and its default', async (peer, names) => {
  const module: Record<string, unknown> = await import(join(out, 'client', imports[peer] ?? ''))
  const script = `console.log(JSON.stringify(Object.keys(require('${peer}'))))`
  const env = { ...process.env, NODE_ENV: 'production' }
  const { stdout } = await run(process.execPath, ['-e', script], { cwd: ROOT, env })
  const all: string[] = JSON.parse(stdout)
  expect(Object.keys(module).toSorted()).toEqual([...new Set([...all, 'default'])].toSorted())
  expect(all).toEqual(expect.arrayContaining(names))
})

test('there is one React, however many files it takes', async () => {
  const names = (await filesOf(join(out, 'client', 'assets'))).filter((name) => name.endsWith('.js'))
  const codes = await Promise.all(names.map((name) => read(`/assets/${name}`)))
  expect(
    codes.filter((code) => code.includes('Symbol.for("react.activity")') && /\.createContext\s*=/.test(code)),
  ).toHaveLength(1)
})

test('nothing of development is left: no source map, no development React', async () => {
  const names = await filesOf(join(out, 'client'))
  expect(names.filter((name) => name.endsWith('.map'))).toEqual([])
  const codes = await Promise.all(names.filter((name) => /\.(js|css)$/.test(name)).map((name) => read(name)))
  expect(codes.filter((code) => code.includes('sourceMappingURL'))).toEqual([])
  expect(codes.filter((code) => /react(-dom)?(-client)?\.development/.test(code))).toEqual([])
})

test('hashed files are kept for ever, logos for an hour', async () => {
  const headers = await readFile(join(out, 'client', '_headers'), 'utf8')
  const [all = '', brand = ''] = headers.split('/assets/brand/*')
  expect(all).toMatch(/^\/assets\/\*\n {2}Cache-Control: public, max-age=31536000, immutable\n/)
  expect(all).toContain('X-Content-Type-Options: nosniff')
  expect(all).toContain('Cross-Origin-Resource-Policy: same-origin')
  expect(all).toContain("Content-Security-Policy: default-src 'self'; script-src 'self';")
  expect(all).toContain('Permissions-Policy: accelerometer=()')
  expect(all).toContain('Vary: Cookie, X-Plugin-Id')
  expect(brand).toMatch(/! Cache-Control\n {2}Cache-Control: public, max-age=3600/)
})

test('every file but the brand’s has a hash in its name', async () => {
  const names = await filesOf(join(out, 'client', 'assets'))
  const plain = names.filter((name) => !/-[\w-]{8,10}\.(js|css|woff2)$/.test(name))
  expect(plain).toEqual(['brand/acme.svg', 'brand/favicon.svg', 'brand/globex.svg'])
})

test('the same sources give the same bytes', async () => {
  const again = join(folder, 'again')
  await run(process.execPath, [join(ROOT, 'spa/build.ts'), again, join(folder, 'seed-again')], { cwd: ROOT })
  const names = await filesOf(out)
  expect(await filesOf(again)).toEqual(names)
  for (const name of names) {
    expect(await readFile(join(again, name)), name).toEqual(await readFile(join(out, name)))
  }
})

test('example plugins leave to the host what the host provides', async () => {
  const names = await filesOf(join(seed, 'plugins'))
  expect(names).toContain('hello/1.0.0/index.esm.js')
  expect(names).toContain('inventory/1.2.0/index.esm.js')
  for (const name of names) {
    const code = await readFile(join(seed, 'plugins', name), 'utf8')
    const asked = specifiersOf(code)
    expect(
      asked.filter((specifier) => !Object.hasOwn(imports, specifier)),
      name,
    ).toEqual([])
    expect(asked, name).toContain('react/jsx-runtime')
  }
})

test('nothing costs more to download than it may: see npm run sizes', async () => {
  expect(overBudget(await measure(out, host))).toEqual([])
})

test('the library is one module and what its parts share; nothing of a part is loaded before it is shown', () => {
  const loaded = [...host.matchAll(/(?:src|href)="\/assets\/(ui-[\w-]+\.js)"/g)].map(([, name]) => name)
  expect(new Set(loaded).size).toBe(2)
})

test('files of builds before are gone', async () => {
  await expect(readFile(stale)).rejects.toThrow('ENOENT')
})
