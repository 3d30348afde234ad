/** A rollout is edited where it stands. */
import { expect, test } from 'vitest'
import { editRollout } from '../../src/core/edit-rollout.ts'

const FILE = `# Acme's
- id: hello # the greeting
  version: '1.0.0'
  rollout:
    version: '1.1.0'
    percent: 10
    bundle:
      integrity: 'sha256:${'a'.repeat(64)}'
`
const HELLO = { tenant: null, plugin: 'hello' }

test('of the same version the percentage alone changes: its bundle stays declared', () => {
  expect(editRollout(FILE, HELLO, { version: '1.1.0', percent: 50 })).toBe(FILE.replace('percent: 10', 'percent: 50'))
})

test('another version brings nothing of the old one along', () => {
  const edited = editRollout(FILE, HELLO, { version: '1.2.0', percent: 5 })
  expect(edited).toContain('# the greeting')
  expect(edited).toMatch(/rollout:\n {4}version: 1\.2\.0\n {4}percent: 5\n$/)
})

test('taken out, the rest stays', () => {
  expect(editRollout(FILE, HELLO, null)).toBe("# Acme's\n- id: hello # the greeting\n  version: '1.0.0'\n")
})

test.each([
  ['another plugin', { tenant: null, plugin: 'other' }],
  ['a tenant that is not there', { tenant: 'globex.localhost', plugin: 'hello' }],
])('%s is not found', (_, where) => {
  expect(editRollout(FILE, where, null)).toMatchObject({ why: `no plugin ${where.plugin}` })
})
