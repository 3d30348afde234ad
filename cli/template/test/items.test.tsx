import { expect, test } from 'vitest'
import { renderContribution } from '@empowernow/experience-sdk/testing'
import * as plugin from '../src/index.tsx'
import manifest from '../manifest.yaml?raw'

const ID = '0190a6c2-8d1f-7c3a-9b1e-2f4d5a6b7c8d'
const ITEM = { id: ID, name: 'Torque wrench', quantity: 2 }

test('the list leads to each item', async () => {
  const { container, host } = await renderContribution({
    plugin,
    manifest,
    path: '/plugins/__id__',
    answers: { 'GET /api/crud/items': { items: [ITEM] } },
  })
  expect(container.querySelector('a')?.getAttribute('href')).toBe(`/plugins/__id__/items/${ID}`)
  host.assertCallsAllowed()
})

test('an item’s page shows how many are left', async () => {
  const { container, host } = await renderContribution({
    plugin,
    manifest,
    path: `/plugins/__id__/items/${ID}`,
    answers: { 'GET /api/crud/items/:id': ITEM },
  })
  expect(container.textContent).toContain('2 left')
  host.assertCallsAllowed()
})
