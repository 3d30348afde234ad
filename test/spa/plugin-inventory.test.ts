import { expect, test } from 'vitest'
import { draftOf, EMPTY, parseDraft } from '../../spa/plugins/inventory/src/draft.ts'
import { parseItem, parsePage } from '../../spa/plugins/inventory/src/item.ts'

const ITEM = {
  id: '19f11467-ba61-4c63-8bf2-beea44529e81',
  sku: 'WRK-0114',
  name: 'Ball bearing 6204',
  category: 'Machine parts',
  location: 'Hall B / 11',
  quantity: 640,
  reorderLevel: 200,
  unitPriceCents: 385,
  currency: 'EUR',
  updatedAt: '2026-11-01T08:00:00.000Z',
}

test('an item written into the form and read back is the same', () => {
  const { id: _, currency: __, updatedAt: ___, ...input } = ITEM
  expect(parseDraft(draftOf(ITEM))).toEqual({ input })
})

test.each([
  ['12', 1200],
  ['12.5', 1250],
  ['12,50', 1250],
  ['0.05', 5],
])('the price %s is %i cents', (typed, cents) => {
  expect(parseDraft({ ...draftOf(ITEM), unitPriceCents: typed })).toMatchObject({ input: { unitPriceCents: cents } })
})

test.each([
  ['unitPriceCents', '1.234'],
  ['unitPriceCents', '-1'],
  ['unitPriceCents', '1e3'],
  ['quantity', '1.5'],
  ['quantity', ''],
  ['name', '   '],
])('%s may not be %j', (field, typed) => {
  const parsed = parseDraft({ ...draftOf(ITEM), [field]: typed })
  expect('errors' in parsed && Object.keys(parsed.errors)).toEqual([field])
})

test('an empty form names every field that must be filled in', () => {
  const parsed = parseDraft(EMPTY)
  const missing = ['sku', 'name', 'category', 'location', 'unitPriceCents']
  expect('errors' in parsed && Object.keys(parsed.errors)).toEqual(missing)
})

test.each(['id', 'name', 'quantity', 'unitPriceCents', 'currency'])('an item without %s is none', (key) => {
  expect(parseItem({ ...ITEM, [key]: undefined })).toBeNull()
})

test('a page keeps its sound items', () => {
  expect(parsePage({ items: [ITEM, {}], total: 2 })).toEqual({ items: [ITEM], total: 2 })
  expect(parsePage({ items: 'none' })).toBeNull()
})
