import { expect, test } from 'vitest'
import { currentEntry } from '../../src/core/router.ts'
import { titleOf } from '../../spa/host/titles.ts'

test.each([
  ['SalesWidget', undefined, 'Sales'],
  ['ItemList', undefined, 'Item list'],
  ['HelloPage', undefined, 'Hello'],
  ['Widget', undefined, 'Widget'],
  ['SalesWidget', 'Turnover', 'Turnover'],
])('%s with the title %j is called %s', (component, title, called) => {
  expect(titleOf({ component, ...(title === undefined ? {} : { title }) })).toBe(called)
})

test.each([
  ['/plugins/inventory/items/1', '/plugins/inventory'],
  ['/plugins/inventory', '/plugins/inventory'],
  ['/plugins/inventory-old', '/'],
  ['/hello', '/hello'],
  ['/nowhere', '/'],
])('%s belongs to the entry %s', (pathname, entry) => {
  expect(currentEntry(pathname, [{ path: '/hello' }, { path: '/plugins/inventory' }])).toBe(entry)
})
