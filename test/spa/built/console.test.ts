import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from './root.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = await temporaryFolder()
const assets = join(folder, 'dist/client/assets')
const arguments_ = [join(ROOT, 'spa/build.ts'), join(folder, 'dist'), join(folder, 'seed')]
await promisify(execFile)(process.execPath, arguments_, { cwd: ROOT })
const shell: Record<'host' | 'ops', string> = JSON.parse(await readFile(join(folder, 'dist/shell.json'), 'utf8'))

/** Names a class of the editor's, which no other module does. */
const EDITOR = 'cm-scroller'

/** Names of the scripts or sheets that a document asks for by itself. */
function askedFor(door: 'host' | 'ops', kind: 'js' | 'css'): readonly string[] {
  const found = shell[door].matchAll(/(?:href|src)="\/assets\/([^"]+)"/g)
  return [...new Set([...found].map(([, name]) => name ?? ''))].filter((name) => name.endsWith(`.${kind}`))
}

async function holding(text: string, names: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(names.map((name) => readFile(join(assets, name), 'utf8')))
  return names.filter((_, at) => texts[at]?.includes(text))
}

test('the editor is a file of its own, which the console imports when it is first asked for', async () => {
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  const [editor, ...more] = await holding(EDITOR, scripts)
  expect(editor).toMatch(/^chunk-[\w-]{8}\.js$/)
  expect(more).toEqual([])
  for (const door of ['host', 'ops'] as const) expect(askedFor(door, 'js')).not.toContain(editor)
  expect(await holding(`./${editor}`, askedFor('ops', 'js'))).toHaveLength(1)
  expect(await holding(`./${editor}`, askedFor('host', 'js'))).toEqual([])
})

test('the tenants’ page has no code and no looks of the operators’', async () => {
  expect(await holding('/api/ops/', askedFor('ops', 'js'))).toHaveLength(1)
  expect(await holding('/api/ops/', askedFor('host', 'js'))).toEqual([])
  expect(await holding('data-host=editor', askedFor('ops', 'css'))).toHaveLength(1)
  expect(await holding('data-host=editor', askedFor('host', 'css'))).toEqual([])
})
