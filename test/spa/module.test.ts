import { memo } from 'react'
import { expect, test } from 'vitest'
import { componentOf, readModule } from '../../spa/host/module.ts'

function Page() {
  return null
}

test.each([
  ['a function', { routes: { Page } }, true],
  ['what memo makes', { routes: { Page: memo(Page) } }, true],
  ['an element instead of a component', { routes: { Page: 'text' } }, false],
  ['a plain object', { routes: { Page: {} } }, false],
  ['an inherited entry', { routes: Object.create({ Page }) }, false],
  ['an entry of the other record', { widgets: { Page } }, false],
  ['no record at all', {}, false],
  ['a record that is a list', { routes: [Page] }, false],
])('%s: found is %3$s', (_, namespace, found) => {
  expect(componentOf(readModule(namespace), 'route', 'Page') !== null).toBe(found)
})

test('names that every object inherits are no exports', () => {
  const module = readModule({ routes: {} })
  expect(['constructor', 'toString', '__proto__'].map((name) => componentOf(module, 'route', name))).toEqual([
    null,
    null,
    null,
  ])
})
