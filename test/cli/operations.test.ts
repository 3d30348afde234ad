/** What the README says of operating is so: each command exists, each API, and each test that is named. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../cli/run.ts'
import { usageOfAll } from '../../cli/usage.ts'
import { OPERATOR_ACTIONS } from '../fixtures/operator-actions.ts'

const ROOT = join(import.meta.dirname, '../..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** Rows of the table below a heading, cell by cell. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = README.split(`\n## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  const lines = own.split('\n').filter((line) => line.startsWith('| '))
  return lines.slice(2).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  )
}

const OPERATIONS = rowsBelow('Operations, each with its proof')
const names = new Set(COMMANDS.map(({ name }) => name))

/** The source’s table of common tasks and operational procedures, and its three levels of rollback. */
const TASKS = [
  'Enable, disable a plugin',
  'Quarantine, unquarantine',
  'Check a plugin’s health',
  'Update permissions',
  'Atomic rollout of a new bundle',
  'Integrity of bundles',
  'Hot reload of manifests',
  'Monitoring and alerts',
  'Backups',
  'Rollback, immediate',
  'Rollback, fast',
  'Rollback, complete',
]

test('the README has a row for each task and each level of rollback', () => {
  expect(OPERATIONS.map(([task]) => task)).toEqual(expect.arrayContaining(TASKS))
})

describe.each(OPERATIONS)('%s', (_task, commands = '', proofs = '') => {
  test('names commands that exist', () => {
    const named = [...commands.matchAll(/`experience ([a-z]+)/g)].map(([, name = '']) => name)
    expect(named).not.toEqual([])
    expect(named.filter((name) => !names.has(name))).toEqual([])
  })

  test('names tests that exist', () => {
    const named = [...proofs.matchAll(/“([^”]+)” \(`([^`]+)`\)/g)]
    expect(named).not.toEqual([])
    for (const [, title = '', file = ''] of named) {
      const source = readFileSync(join(ROOT, 'test', file), 'utf8')
      const titles = [...source.matchAll(/(?:test|describe)(?:\.each\([^]*?\))?\(\s*(['"`])(.+?)\1,/g)].map(
        ([, , each]) => each,
      )
      expect(titles, file).toContain(title)
    }
  })
})

test.each(OPERATOR_ACTIONS)('there is a command for: $does', ({ command }) => {
  const [name = ''] = command.split(' ')
  expect(names).toContain(name)
  expect(usageOfAll(COMMANDS).some((line) => line.startsWith(`  ${name}`))).toBe(true)
})
