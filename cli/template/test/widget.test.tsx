import { expect, test } from 'vitest'
import { renderContribution } from '@empowernow/experience-sdk/testing'
import * as plugin from '../src/index.tsx'
import manifest from '../manifest.yaml?raw'

const ECHO = 'GET /api/plugins/secure-echo'

test('the widget says whom the gateway knows, and counts each press', async () => {
  const { container, act, host } = await renderContribution({
    plugin,
    manifest,
    widget: 'Widget',
    answers: { [ECHO]: { subject: 'auth:account:demo:alice' } },
  })
  expect(container.textContent).toContain('Hello, auth:account:demo:alice.')
  await act(() => container.querySelector('button')?.click())
  expect(container.querySelector('button')?.textContent).toBe('Pressed 1 times')
  expect(host.logged).toMatchObject([{ message: '__id__.pressed', times: 1 }])
  host.assertCallsAllowed()
})

test('a refusal is said, and breaks nothing', async () => {
  const refusal = { status: 503, code: 'upstream_unreachable', title: 'The service did not answer' }
  const headers = { 'Content-Type': 'application/problem+json' }
  const { container } = await renderContribution({
    plugin,
    manifest,
    widget: 'Widget',
    answers: { [ECHO]: () => new Response(JSON.stringify(refusal), { status: 400, headers }) },
  })
  expect(container.textContent).toBe('The service did not answer')
})
