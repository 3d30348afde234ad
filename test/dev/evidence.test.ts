/** The documents of security say where each thing is proved: every test they name is there, and nothing goes without one. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { brokenLinks, isTest, linksIn } from '../evidence/links.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCUMENTS = ['docs/security.md', 'docs/asvs.md', ...globSync('docs/security/*.md', { cwd: ROOT })]

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Rows of all tables, without heads and rulers. */
function rowsOf(markdown: string): readonly string[] {
  const lines = markdown.split('\n')
  return lines.filter(
    (line, at) => line.startsWith('|') && !line.startsWith('| ---') && !lines[at + 1]?.startsWith('| ---'),
  )
}

test.each(DOCUMENTS)(
  'every link of %s leads to a file, or to a test of that name',
  (document) => {
    expect(linksIn(read(document)).length).toBeGreaterThan(10)
    expect(brokenLinks(join(ROOT, document))).toEqual([])
  },
  30_000,
) // it reads every test there is

describe('requirements', () => {
  const sections = read('docs/security/requirements.md').split(/^## /m).slice(1)

  test('are numbered from 1 to 45', () => {
    expect(sections.map((section) => Number.parseInt(section, 10))).toEqual(
      Array.from({ length: 45 }, (_, at) => at + 1),
    )
  })

  test.each(sections.map((section) => [section.split('\n')[0] ?? '', section] as const))(
    '%s has a test',
    (_, section) => {
      expect(linksIn(section).filter(isTest)).not.toEqual([])
    },
  )
})

describe('failures', () => {
  const rows = rowsOf(read('docs/security/failures.md'))

  test('are many', () => {
    expect(rows.length).toBeGreaterThanOrEqual(50)
  })

  test.each(rows.map((row) => [row.slice(2, 60), row] as const))('%s… is a named test', (_, row) => {
    expect(linksIn(row).filter(isTest)).not.toEqual([])
    expect(
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ).not.toContain('')
  })
})

describe('rows of the verification standard', () => {
  const rows = rowsOf(read('docs/asvs.md')).filter((row) => /^\| \d+\.\d+\.\d+ /.test(row))

  test('are those of the chapters that apply', () => {
    expect(rows.length).toBeGreaterThanOrEqual(150)
    const ids = rows.map((row) => row.split('|')[1]?.trim())
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each(rows.map((row) => [row.slice(2, 60), row] as const))('%s… says how it is met, or why not', (_, row) => {
    const [, , , verdict = '', how = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim())
    expect(['met', 'partly', 'not met', 'n/a']).toContain(verdict)
    expect(how.length).toBeGreaterThan(3)
    expect(verdict !== 'met' || linksIn(how).length > 0).toBe(true)
  })
})
