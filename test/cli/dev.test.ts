/** What `experience dev` finds out and says, short of a gateway; the rest is seen in a browser. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkPlugin } from '../../cli/check/check.ts'
import { openBuilder } from '../../cli/dev/builder.ts'
import type { Note } from '../../cli/dev/overlay.ts'
import { createTypeChecker } from '../../cli/dev/type-check.ts'
import { watchFolder } from '../../cli/dev/watch.ts'
import { noteWords } from '../../cli/dev/words.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-dev-'))
  write(
    'manifest.yaml',
    "id: probe\nversion: '1.0.0'\ncontributions:\n  widgets: [{ slot: dashboard.main, component: Widget }]\n",
  )
  write(
    'src/index.tsx',
    "import { label } from './label.ts'\nexport const widgets = { Widget: () => <p>{label}</p> }\n",
  )
  write('src/label.ts', "export const label = 'one'\n")
})

afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

function placesOf(findings: readonly { file: string; line: number; column: number; rule: string }[]) {
  return findings.map(({ file, line, column, rule }) => `${file.split('/').at(-1)}:${line}:${column} ${rule}`)
}

test('a change is built from what there is, and a mistake is told at its place in the source', async () => {
  const builder = await openBuilder(folder, undefined)
  const text = async (): Promise<string> => {
    const built = await builder.build()
    return 'folder' in built ? new TextDecoder().decode(built.folder.bundle.bytes) : placesOf(built.findings).join()
  }
  expect(await text()).toContain('"one"')
  write('src/label.ts', "export const label = 'two'\n")
  expect(await text()).toContain('"two"')
  write('src/label.ts', "export const lable = 'two'\n")
  expect(await text()).toBe('index.tsx:1:10 build')
  write('src/label.ts', "export const label = 'three\n")
  expect(await text()).toBe('label.ts:1:28 build')
  await builder.dispose()
})

test('what a check finds in the bundle is told at its place in the source', async () => {
  write('src/label.ts', "const style = () => document.createElement('style')\nexport const label = String(style())\n")
  const builder = await openBuilder(folder, undefined)
  const built = await builder.build()
  await builder.dispose()
  if (!('folder' in built)) throw new Error('it can be built')
  const { findings } = await checkPlugin(built.folder, 200)
  expect(placesOf(findings)).toEqual(['label.ts:1:21 style-injection'])
})

test('what the page says of a place in the bundle is told at its place in the source', async () => {
  write('src/label.ts', "export const label = 'one'\nexport function fail() {\n  throw new Error('boom')\n}\n")
  write('src/index.tsx', "import { fail } from './label.ts'\nexport const widgets = { Widget: () => fail() }\n")
  const builder = await openBuilder(folder, undefined)
  const built = await builder.build()
  await builder.dispose()
  if (!('folder' in built)) throw new Error('it can be built')
  const { bundle, manifest } = built.folder
  const lines = new TextDecoder().decode(bundle.bytes).split('\n')
  const line = lines.findIndex((text) => text.includes('throw'))
  const place = `${line + 1}:${(lines[line] ?? '').indexOf('throw') + 1}`
  const note = { seq: 1, kind: 'page', what: 'threw', about: 'Widget', message: `boom (bundle ${place})` } as const
  const [said] = noteWords(note, manifest, bundle.map)?.text ?? []
  expect(said).toMatch(/^✗ Widget threw: boom \(\S*src\/label\.ts:3:3\)$/)
})

test('a bundle that other tools build is read as it is', async () => {
  write('out/plugin.js', 'export const widgets = {}\n')
  const built = await (await openBuilder(folder, 'out/plugin.js')).build()
  expect('folder' in built && new TextDecoder().decode(built.folder.bundle.bytes)).toBe('export const widgets = {}\n')
})

test('TypeScript’s complaints are told at their place', async () => {
  const options = { strict: true, noEmit: true, jsx: 'react-jsx', skipLibCheck: true, types: [] }
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, files: ['src/label.ts'] }))
  write('src/label.ts', "export const label: number = 'one'\n")
  const findings = await createTypeChecker(folder).check()
  expect(placesOf(findings ?? [])).toEqual(['label.ts:1:14 types'])
  expect(findings?.[0]?.message).toMatch(/^TS2322: /)
})

test('a folder without types has none checked', async () => {
  expect(await createTypeChecker(folder).check()).toBeNull()
})

test('sources are watched, and what builds write is not, but for a bundle that counts', async () => {
  mkdirSync(join(folder, 'dist'))
  const changes: string[] = []
  const stop = [
    watchFolder(folder, undefined, () => changes.push('sources')),
    watchFolder(folder, 'dist/index.esm.js', () => changes.push('with the bundle')),
  ]
  write('dist/index.esm.js', '1')
  await expect.poll(() => changes).toEqual(['with the bundle'])
  write('src/label.ts', '2')
  await expect.poll(() => changes.toSorted()).toEqual(['sources', 'with the bundle', 'with the bundle'])
  for (const each of stop) each()
})

describe('a note', () => {
  const manifest = { file: 'manifest.yaml', text: 'permissions:\n  api:\n    - { method: GET, path: /api/x }\n' }
  const call = { seq: 1, kind: 'call', method: 'GET', path: '/api/crud/items/7', topic: null, fix: null } as const
  const page = { seq: 1, kind: 'page', about: 'Widget', message: 'boom' } as const

  test.each<readonly [note: Note, words: readonly string[] | null]>([
    [{ ...call, outcome: 'admitted' }, null],
    [
      { ...call, outcome: 'allowlist_violation', fix: 'Add to permissions.api of the manifest: - x' },
      [
        '✗ GET /api/crud/items/7 was refused (allowlist_violation)',
        '    → manifest.yaml:3  Add to permissions.api of the manifest: - x',
      ],
    ],
    [
      { ...call, outcome: 'path_not_canonical' },
      ['✗ GET /api/crud/items/7 was refused (path_not_canonical)', '    → docs/troubleshooting.md#path_not_canonical'],
    ],
    [{ ...page, what: 'mounted', message: '12 ms' }, ['✓ mounted in a page (bundle loaded in 12 ms)']],
    [{ ...page, what: 'threw' }, ['✗ Widget threw: boom']],
    [
      { ...page, what: 'threw', message: '\u001b[2J\u001b[32mall\u009b1A\r\n✓ well\u2028\u202e\u0007' },
      ['✗ Widget threw: all ✓ well '],
    ],
    [
      { ...page, what: 'violation', about: 'img-src' },
      ['✗ the page’s policy: boom', '    → docs/troubleshooting.md#img-src'],
    ],
  ])('%j', (note, words) => {
    expect(noteWords(note, manifest, null)?.text ?? null).toEqual(words)
  })
})
