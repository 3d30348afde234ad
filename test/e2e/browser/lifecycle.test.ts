/** From discovery to mounted: the order of it, and what stands where a contribution does not. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { cardOf, isAtRest } from './fixture/dashboard.ts'
import { withoutData } from './fixture/document.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'
import { LAB } from './fixture/workshop.ts'

const stage = useStage()

/** The host gives a bundle ten seconds. */
const NEVER_TEST_MS = 90_000

const keyOf = (plugin: string): string => `experience-bundles/plugins/${plugin}/1.0.0/index.esm.js`

beforeAll(async () => {
  const { stack } = stage()
  // The first question compiles the tenant: from then on the hashes of its bundles are pinned.
  await stage().visitor(LAB, 'alice')
  const tampered = join(stack.stateDir, 'tampered.js')
  writeFileSync(tampered, 'export const widgets = { Plain: () => "tampered" }')
  await Promise.all([
    stack.wrangler('r2', 'object', 'delete', keyOf('goes-missing'), '--local'),
    stack.wrangler('r2', 'object', 'put', keyOf('gets-tampered'), '--file', tampered, '--local'),
  ])
})

async function operate(action: 'quarantine' | 'unquarantine'): Promise<void> {
  const headers = { Authorization: `Bearer ${stage().stack.operatorToken}`, 'Content-Type': 'application/json' }
  const body = JSON.stringify({ reason: 'it misbehaved' })
  const alice = await stage().visitor(LAB, 'alice')
  const answer = await alice.request(`/api/plugins/${action}/gets-quarantined`, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
}

/** Answers to requests for the bundle of the quarantined plugin: status, and the marker. */
let refusals: string[] = []

/** An operator acts between discovery and the import: the one moment in which a page meets the gate itself. */
async function quarantineMidway(context: BrowserContext): Promise<void> {
  await operate('unquarantine')
  refusals = []
  context.on('response', (response) => {
    if (!response.url().includes('/bundle/gets-quarantined/')) return
    refusals.push(`${response.status()} ${response.headers()['x-plugin-quarantined']}`)
  })
  await context.route(/\/bundle\/gets-quarantined\//, async (route) => {
    await operate('quarantine')
    await route.continue()
  })
}

const PROVOKED = [
  /status of 404 .*\/bundle\/goes-missing\//,
  /status of 409 .*\/bundle\/gets-tampered\//,
  /status of 403 .*\/bundle\/gets-quarantined\//,
  /thrower gave up/,
  /Unexpected end of input/,
] as const

async function openFailing(): Promise<Page> {
  stage().provokes(...PROVOKED)
  const { page } = await stage().open(LAB, { as: 'alice', prepare: quarantineMidway })
  return page
}

test('the order is the source’s: session and manifests, then decisions, then bundles, then the plugins’ own calls', async () => {
  // A host that is served by another gateway gets a document without a word of what is permitted.
  const alice = await stage().visitor(ACME, 'alice')
  const prepare = (context: BrowserContext): Promise<void> => withoutData(context, alice)
  const { page, requests } = await stage().open(ACME, { as: 'alice', prepare })
  await eventually(() => isAtRest(page)).toBe(true)
  const at = (what: RegExp): readonly number[] =>
    requests.flatMap((request, index) => (what.test(request) ? [index] : []))
  const decisions = at(/^POST \/access\/v1\/evaluations$/)
  const bundles = at(/^GET \/api\/plugins\/bundle/)
  const calls = at(/^GET \/api\/(crud|sales|events)/)
  expect(decisions.length).toBe(1)
  expect(bundles.length).toBe(5)
  expect(calls.length).toBeGreaterThan(2)
  expect(Math.max(...at(/\/api\/(session|plugins\/manifests)$/).slice(0, 2))).toBeLessThan(Math.min(...decisions))
  expect(Math.max(...decisions)).toBeLessThan(Math.min(...bundles))
  expect(Math.min(...bundles)).toBeLessThan(Math.min(...calls))
  for (const request of bundles.map((index) => requests[index])) {
    expect(request).toMatch(/\/bundle\/[a-z-]+\/\d+\.\d+\.\d+\?h=[0-9a-f]{64}$/)
  }
})

test(
  'each way to fail has its reason on the page and in the diagnostics, and leaves the neighbours alone',
  async () => {
    const page = await openFailing()
    await cardOf(page, 'never').getByText('It takes too long to load').waitFor({ timeout: 30_000 })
    const cards = await page.locator('[data-slot] > [data-plugin]').all()
    const texts = await Promise.all(
      cards.map(async (card) => [await card.getAttribute('data-plugin'), await card.innerText()] as const),
    )
    expect(Object.fromEntries(texts)).toEqual({
      neighbour: expect.stringContaining('neighbour is well'),
      thrower: expect.stringContaining('Thrower cannot be shown'),
      'effect-thrower': expect.stringContaining('Its code failed'),
      'syntax-error': expect.stringContaining('Its code has a syntax error'),
      'missing-export': expect.stringContaining('It lacks what its manifest declares'),
      never: expect.stringContaining('It takes too long to load'),
      'engine-warn': expect.stringContaining('mounted in spite of a warning'),
      'goes-missing': expect.stringContaining('Its code is not where it should be'),
      'gets-tampered': expect.stringContaining('Its code is not what was published'),
      'gets-quarantined': expect.stringMatching(/out of service[^]*it misbehaved/),
    })
    // Whatever became of ten others, it was no work for this one.
    expect(await cardOf(page, 'neighbour').locator('[data-renders]').getAttribute('data-renders')).toBe('1')
    expect(await page.evaluate(`sessionStorage.getItem('wrong-engine-imported')`)).toBeNull()
    expect(new Set(refusals)).toEqual(new Set(['403 1']))
    await stage().screenshot(page, 'failures')
    await expectDiagnoses(page)
  },
  NEVER_TEST_MS,
)

async function expectDiagnoses(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Diagnostics' }).click()
  // Of what is denied the document says nothing: that is asked for with the diagnostics.
  await page.locator('[data-host="diagnoses"] > [data-plugin="peers"]').waitFor()
  const entries = await page.locator('[data-host="diagnoses"] > [data-plugin]').all()
  const diagnoses = await Promise.all(
    entries.map(async (entry) => {
      const [id, state] = [await entry.getAttribute('data-plugin'), await entry.getAttribute('data-state')]
      return [id, `${state}: ${await entry.innerText()}`] as const
    }),
  )
  expect(Object.fromEntries(diagnoses)).toMatchObject({
    neighbour: expect.stringMatching(/^mounted: [^]*Engine guard: ok[^]*Bundle sha256:/),
    thrower: expect.stringMatching(/^failed: [^]*Thrower threw: thrower gave up in render/),
    'effect-thrower': expect.stringMatching(/^failed: [^]*EffectThrower threw: effect-thrower gave up/),
    'syntax-error': expect.stringMatching(/^failed: [^]*syntax error: Unexpected end of input/),
    'missing-export': expect.stringMatching(/^failed: [^]*The bundle lacks Absent/),
    never: expect.stringMatching(/^failed: [^]*within 10 seconds/),
    'wrong-engine': expect.stringMatching(/^engine: [^]*Engine guard: skip, needs host >=9\.0\.0, this is 1\.5\.0/),
    'engine-warn': expect.stringMatching(/^mounted: [^]*Engine guard: warn, .*ends before the next minor version/),
    'goes-missing': expect.stringMatching(/^failed: [^]*The gateway answered 404: .*request [0-9a-f-]{36}/),
    'gets-tampered': expect.stringMatching(/^failed: [^]*The gateway answered 409/),
    'gets-quarantined': expect.stringMatching(/^gone: [^]*it misbehaved/),
    peers: expect.stringMatching(/^denied: [^]*Policy: Peers is not permitted/),
  })
  await stage().screenshot(page, 'diagnostics', { fullPage: false })
}

test('a widget that threw is mounted anew when the person asks for it', async () => {
  const page = await openFailing()
  const card = cardOf(page, 'thrower')
  await card.getByText('Thrower cannot be shown').waitFor()
  await page.evaluate(`sessionStorage.setItem('thrower-mended', 'yes')`)
  await card.getByRole('button', { name: 'Try again' }).click()
  await card.getByText('thrower is mended').waitFor()
  await cardOf(page, 'neighbour').getByText('neighbour is well').waitFor()
})

test('a plugin’s page is there although the plugin’s widget is not', async () => {
  stage().provokes(...PROVOKED)
  const { page } = await stage().open(LAB, {
    as: 'alice',
    path: '/plugins/missing-export',
    prepare: quarantineMidway,
  })
  await page.getByRole('heading', { name: 'present' }).waitFor()
})

test('a page whose code for asking does not come says so, and fetches it when the person tries again', async () => {
  stage().provokes(/net::ERR_FAILED/)
  const visitor = await stage().visitor(ACME, 'alice')
  const named = await (await visitor.request('/', { headers: { 'Sec-Fetch-Dest': 'document' } })).text()
  let isCut = true
  const { page } = await stage().open(ACME, {
    as: 'alice',
    prepare: async (context) => {
      await withoutData(context, visitor)
      // What comes at once is named in the head; the rest is asked for when it is wanted.
      await context.route(/\/assets\/chunk-/, (route) => {
        const isLater = !named.includes(`href="${new URL(route.request().url()).pathname}"`)
        return isCut && isLater ? route.abort() : route.fallback()
      })
    },
  })
  await page.getByText('The gateway cannot be reached').waitFor()
  isCut = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await eventually(() => isAtRest(page)).toBe(true)
})
