import { expect, test } from 'vitest'
import { renderContribution } from '@empowernow/experience-sdk/testing'
import * as plugin from '../src/index.tsx'
import manifest from '../manifest.yaml?raw'

test('the page shows what the gateway sees of its call', async () => {
  const { container, host } = await renderContribution({
    plugin,
    manifest,
    path: '/plugins/__id__',
    answers: { 'GET /api/plugins/secure-echo': { tenant: 'acme.localhost', plugin: '__id__' } },
  })
  expect(container.querySelector('h1')?.textContent).toBe('__title__')
  expect(container.textContent).toContain('acme.localhost')
  host.assertCallsAllowed()
})
