/** The development stack itself: what `npm start` and the browser tests stand on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isTaken } from '../../dev/ports.ts'
import { type Stack, startStack } from '../../dev/stack.ts'

let folder = ''
let stack: Stack

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-stack-'))
  mkdirSync(join(folder, 'overlay/config'), { recursive: true })
  writeFileSync(join(folder, 'overlay/config/ui.yaml'), 'tenants: [')
  stack = await startStack({ stateDir: join(folder, 'state'), overlays: [join(folder, 'overlay')] })
})

afterAll(async () => {
  await stack.stop()
  rmSync(folder, { recursive: true })
})

function refresh(token: string): Promise<Response> {
  return stack.request('acme.localhost', '/api/plugins/refresh', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  })
}

test('every part answers, on ports of its own', async () => {
  const response = await stack.request('acme.localhost', '/healthz')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'ok' })
  expect([stack.port, stack.idpPort, stack.upstreamPort]).not.toContain(8787)
})

test('an overlay replaces a configuration file, and the operator’s token may compile it', async () => {
  expect((await refresh('op_somebody-else')).status).toBe(401)
  const broken = await refresh(stack.operatorToken ?? '')
  expect(broken.status).toBe(422)
  expect(await broken.text()).toContain('config/ui.yaml')
})

test('what wrangler writes into local KV is what the gateway reads', async () => {
  const file = join(import.meta.dirname, '../../plugins-kv-seed/config/ui.yaml')
  await stack.wrangler('kv', 'key', 'put', '--local', '--binding', 'CONFIG', 'config/ui.yaml', '--path', file)
  expect((await refresh(stack.operatorToken ?? '')).status).toBe(200)
})

test('one part goes down and comes back, while the others stay', async () => {
  await stack.halt('upstream')
  expect(await isTaken(stack.upstreamPort)).toBe(false)
  expect((await stack.request('acme.localhost', '/healthz')).status).toBe(200)
  await stack.resume('upstream')
  expect(await isTaken(stack.upstreamPort)).toBe(true)
  expect(stack.logs('upstream').join('\n')).toContain(String(stack.upstreamPort))
})
