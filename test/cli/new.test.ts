/** New plugins, in every combination of parts: nothing is found wrong with them; and what is refused leaves no file behind. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkPlugin } from '../../cli/check/check.ts'
import { readPluginFolder } from '../../cli/check/plugin-folder.ts'
import { filesOf } from '../../cli/scaffold/files.ts'
import { type PartName, PARTS } from '../../cli/scaffold/parts.ts'
import { spawnCli } from './stack.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-new-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function write(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const COMBINATIONS = PARTS.reduce<readonly (readonly PartName[])[]>(
  (sets, part) => [...sets, ...sets.map((set) => [...set, part])],
  [[]],
).filter((parts) => parts.length > 0 && !(parts.includes('page') && parts.includes('mini-app')))

test('there are eleven ways to begin', () => {
  expect(COMBINATIONS).toHaveLength(11)
})

test.each(COMBINATIONS.map((parts) => [parts.join(' '), parts] as const))('%s', async (_, parts) => {
  const plan = { id: 'my-plugin', title: 'Stock & orders: all', parts, hostVersion: '1.4.0', packages: {} }
  const files = filesOf(plan)
  write(files)
  const { findings, manifest } = await checkPlugin(await readPluginFolder(folder), 50)
  expect(findings).toEqual([])
  const { routes = [], widgets = [] } = manifest?.contributions ?? {}
  expect(routes.length + widgets.length).toBe(parts.length + (parts.includes('mini-app') ? 1 : 0))
  expect([...files.keys()].filter((path) => path.startsWith('test/'))).toHaveLength(parts.length)
  expect([...files.values()].join('\n')).not.toMatch(/__\w+__/)
})

test('its tests run with a Node that Vitest can use, whichever the shell has', async () => {
  const script = 'console.log(process.argv[1], Number.parseInt(process.versions.node, 10) >= 24); process.exit(7)'
  const NODE = join(import.meta.dirname, '../../cli/node.mjs')
  const run = promisify(execFile)(process.execPath, [NODE, '-e', script, 'passed on'])
  await expect(run).rejects.toMatchObject({ code: 7, stdout: 'passed on true\n' })
})

describe('a refusal', () => {
  test.each([
    ['a name that is no id', ['My_Plugin'], ['"My_Plugin" is no plugin id', 'experience new my-plugin']],
    ['no name at all', [], ['<dir> is missing.']],
    ['two things at one address', ['fine', '--page', '--mini-app'], ['Either a page or a mini-app']],
    ['a title that cannot stand in code', ['fine', '--title', '<b>'], ['--title "<b>" cannot be used']],
  ])('of %s says why, and what to do', async (_, args, words) => {
    const { exit, stderr } = await spawnCli([
      'new',
      ...args.map((arg) => arg.replace(/^(My_|fine)/, `${folder}/$1`)),
      '--yes',
    ])
    expect(exit).toBe(2)
    for (const word of words) expect(stderr).toContain(word)
    expect(readdirSync(folder)).toEqual([])
  })

  test('of a folder with something in it leaves that as it is', async () => {
    const target = join(folder, 'fine')
    write(new Map([['fine/notes.txt', 'mine']]))
    const { exit, stderr } = await spawnCli(['new', target, '--yes'])
    expect([exit, stderr]).toEqual([2, expect.stringContaining('is not empty: it holds notes.txt.')])
    expect(existsSync(join(target, 'package.json'))).toBe(false)
  })
})
