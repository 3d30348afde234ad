import { expect, test } from 'vitest'
import { renderContribution } from '@empowernow/experience-sdk/testing'
import * as plugin from '../src/index.tsx'
import manifest from '../manifest.yaml?raw'

test('orders show as they come in', async () => {
  const { container, host } = await renderContribution({ plugin, manifest, widget: 'LiveWidget' })
  expect(container.textContent).toContain('No order so far.')
  await host.stream('orders').send({ type: 'order', data: JSON.stringify({ customer: 'Ada' }) })
  expect(container.textContent).toContain('Ada')
  host.assertCallsAllowed()
})
