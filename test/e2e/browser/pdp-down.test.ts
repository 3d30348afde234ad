/** A policy decision point that is away, or talks nonsense: nothing mounts, the host says why, and all is well again later. */
import { writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { parseDocument } from 'yaml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts } from '../../../dev/ports.ts'
import { Visitor } from '../fixture/visitor.ts'
import { GLOBEX, useStage } from './fixture/stage.ts'

const stage = useStage()

const SETTINGS = 'config/settings.yaml'

const BINDING = ['--local', '--binding', 'CONFIG', SETTINGS] as const

let port = 0
let server: Server | null = null
/** As the tests found them. */
let settings = ''

/** Puts settings into KV, and makes them live for one tenant; the others keep what they have. */
async function configure(text: string): Promise<void> {
  const { stack } = stage()
  const file = join(stack.stateDir, 'settings.yaml')
  writeFileSync(file, text)
  await stack.wrangler('kv', 'key', 'put', ...BINDING, '--path', file)
  const headers = { Authorization: `Bearer ${stack.operatorToken}` }
  const answer = await new Visitor(stack, GLOBEX).request('/api/plugins/refresh', { method: 'POST', headers })
  expect(await answer.text()).toContain('"tenants"')
}

type Behaviour = (response: ServerResponse, evaluations: number) => void

const json = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
const permits: Behaviour = (response, evaluations) => {
  json(response, { decision: true, evaluations: Array.from({ length: evaluations }, () => ({ decision: true })) })
}

/** A PDP on the port that the settings name. */
async function listen(behave: Behaviour): Promise<void> {
  await close()
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const question: { evaluations?: readonly unknown[] } = JSON.parse(body)
      behave(response, question.evaluations?.length ?? 1)
    })
  })
  const listening = server
  await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve))
}

async function close(): Promise<void> {
  const open = server
  server = null
  if (!open) return
  open.closeAllConnections()
  await new Promise((resolve) => open.close(resolve))
}

beforeAll(async () => {
  const { stack } = stage()
  ;({ port } = await freePorts())
  // Compiled before the settings change: the order to compile anew is itself a question to the decision point.
  await stage().visitor(GLOBEX, 'gina')
  settings = await stack.wrangler('kv', 'key', 'get', ...BINDING, '--text')
  const changed = parseDocument(settings)
  changed.setIn(['pdp', 'url'], `http://127.0.0.1:${port}`)
  await configure(String(changed))
})

afterAll(async () => {
  // The way back needs a permit too: an operator's order is a question to the same decision point.
  await listen(permits)
  await configure(settings)
  await close()
})

async function expectNothingMounted(page: Page, requests: readonly string[]): Promise<void> {
  expect(await page.locator('[data-plugin]').count()).toBe(0)
  expect(requests.filter((request) => request.includes('/api/plugins/bundle'))).toEqual([])
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual(['Dashboard'])
}

const silent: Behaviour = () => undefined
const prose: Behaviour = (response) => void response.end('permit everything')
const cut: Behaviour = (response) => void response.writeHead(200).end('{"evaluations":[{"decision":true}')
const fails: Behaviour = (response) => void response.writeHead(500).end('{}')
const elsewhere: Behaviour = (response) => void response.writeHead(302, { Location: '/other' }).end()

test.each([
  ['is not there', null],
  ['is silent', silent],
  ['answers in prose', prose],
  ['breaks off', cut],
  ['fails', fails],
  ['sends people elsewhere', elsewhere],
])('a decision point that %s: nothing mounts, a notice says so, the host works', async (_what, behave) => {
  stage().provokes(/status of 503 .*\/access\/v1\/evaluations/)
  if (behave === null) await close()
  else await listen(behave)
  const { page, requests } = await stage().open(GLOBEX, { as: 'gina' })
  const notice = page.getByRole('alert')
  await notice.getByText('The policy decision point does not answer').waitFor()
  await expectNothingMounted(page, requests)
  if (behave === null) await stage().screenshot(page, 'no-decisions')
  await page.getByRole('button', { name: 'Gina Grant' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
})

test.each([
  ['too few answers', (): Behaviour => (response) => json(response, { evaluations: [{ decision: true }] })],
  [
    'too many answers',
    (): Behaviour => (response) =>
      json(response, { evaluations: Array.from({ length: 40 }, () => ({ decision: true })) }),
  ],
  [
    'answers that are no booleans',
    (): Behaviour => (response, evaluations) =>
      json(response, { evaluations: Array.from({ length: evaluations }, () => ({ decision: 'true' })) }),
  ],
])('a decision point that gives %s permits nothing', async (_what, behaviour) => {
  await listen(behaviour())
  const { page, requests } = await stage().open(GLOBEX, { as: 'gina' })
  await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor()
  await expectNothingMounted(page, requests)
})

test('when the decision point is back, trying again brings everything', async () => {
  stage().provokes(/status of 503 .*\/access\/v1\/evaluations/)
  await close()
  const { page } = await stage().open(GLOBEX, { as: 'gina' })
  await page.getByRole('alert').getByText('The policy decision point does not answer').waitFor()
  await listen(permits)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('[data-plugin="orders-live"] [data-connection="open"]').waitFor()
  await page.getByRole('link', { name: 'Welcome' }).click()
  await page.getByRole('heading', { level: 1, name: 'Hello page' }).waitFor()
})
