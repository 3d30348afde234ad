import { expect, test } from 'vitest'
import { marksIn } from '../../../spa/host/ops/marks.ts'

test('a mark stands where the mistake is, in the file that is open', () => {
  expect(
    marksIn('config/plugins.yaml', [
      { file: 'config/plugins.yaml', where: 'tenants.a[0].id', why: 'is no plugin id', line: 4, column: 9 },
      { where: '', why: 'is no YAML', line: 7 },
      { file: 'config/ui.yaml', where: 'x', why: 'other file', line: 1 },
      { file: 'config/plugins.yaml', where: 'y', why: 'nowhere in particular' },
    ]),
  ).toEqual([
    { line: 4, column: 9, message: 'tenants.a[0].id: is no plugin id' },
    { line: 7, column: 1, message: 'is no YAML' },
  ])
})
