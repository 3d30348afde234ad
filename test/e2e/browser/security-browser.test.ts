/**
 * What a hostile plugin gets done in the page, which is little: the requirements whose proof needs a real browser. Each attempt
 * is made by a plugin's own code, since a debugger's evaluations are exempt from some of these rules.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { rawRequest } from '../../../dev/raw-request.ts'
import { cardOf, isAtRest } from './fixture/dashboard.ts'
import { ACME, eventually, useStage } from './fixture/stage.ts'
import { LAB } from './fixture/workshop.ts'

const stage = useStage()

async function openIntruder(): Promise<Page> {
  const { page } = await stage().open(LAB, { as: 'olivia' })
  await cardOf(page, 'intruder').getByRole('button').first().waitFor()
  return page
}

/** Lets the plugin make one attempt. @returns How it says that ended. */
async function outcomeOf(page: Page, attempt: string): Promise<string> {
  const card = cardOf(page, 'intruder')
  // By the keyboard: `click` waits for navigations, and takes a form that was stopped for one.
  await card.getByRole('button', { name: attempt, exact: true }).focus()
  await page.keyboard.press('Enter')
  const outcome = card.locator(`output[data-attempt="${attempt}"]`)
  await eventually(() => outcome.innerText()).not.toBe('')
  return outcome.innerText()
}

type Outcomes = Readonly<Record<string, RegExp>>

/** Makes the attempts one after the other on one page. @returns How each ended, and what they left behind. */
async function outcomesOf(page: Page, expected: Outcomes): Promise<Record<string, unknown>> {
  const outcomes: Record<string, unknown> = {}
  for (const attempt of Object.keys(expected)) outcomes[attempt] = await outcomeOf(page, attempt)
  return { ...outcomes, pwned: await page.evaluate('globalThis.pwned'), address: page.url() }
}

function unharmed(expected: Outcomes): Record<string, unknown> {
  const outcomes = Object.entries(expected).map(([attempt, how]) => [attempt, expect.stringMatching(how)])
  return { ...Object.fromEntries(outcomes), pwned: undefined, address: stage().url(LAB) }
}

/** What the upstream received, apart from the calls that honest plugins make. */
async function faultsReached(): Promise<readonly string[]> {
  const received = await stage().upstream.received()
  return received.map(({ url }) => url).filter((url) => url.startsWith('/api/faults/'))
}

const FAULT_LINES = [/status of (403|404) .*\/api\/faults\//, /Refused to apply style from .*\/api\/faults\/css/]
const POLICY_LINES = [/Content Security Policy/i, /^error: violation of /, /requires 'Trusted(Script|ScriptURL|HTML)'/]

const NOT_FETCHED = /^TypeError: Failed to fetch dynamically imported module/

const ANSWERS: Outcomes = {
  'import an answer': NOT_FETCHED,
  'import an answer as JSON': NOT_FETCHED,
  'script element': /^TypeError: .*TrustedScriptURL/,
  'image of an answer': /^error$/,
  'style sheet of an answer': /^error$/,
  'frame of an answer': /^stopped by frame-src$/,
  'object of an answer': /^TypeError: .*TrustedScriptURL/,
  'preload of an answer': /^error$/,
  worker: /^TypeError: .*TrustedScriptURL/,
  'shared worker': /^TypeError: .*TrustedScriptURL/,
  'service worker': /^TypeError: .*TrustedScriptURL/,
}

test('requirements 6, 7 and 35: no answer of an upstream becomes part of the page or a worker, and no attempt reaches it', async () => {
  stage().provokes(...FAULT_LINES, ...POLICY_LINES)
  const page = await openIntruder()
  await stage().upstream.forget()
  expect(await outcomesOf(page, ANSWERS)).toEqual(unharmed(ANSWERS))
  expect(await faultsReached()).toEqual([])
  const workers = 'navigator.serviceWorker.getRegistrations().then((all) => all.length)'
  expect(await page.evaluate(workers)).toBe(0)
})

const CODE: Outcomes = {
  eval: /^EvalError/,
  'new Function': /^EvalError/,
  'timer with text': /^TypeError: .*TrustedScript/,
  'inline script': /^TypeError: .*TrustedScript/,
  'inline handler': /^TypeError: .*TrustedScript/,
  'inner HTML': /^TypeError: .*TrustedHTML/,
  'frame document': /^TypeError: .*TrustedHTML/,
  'foreign module': NOT_FETCHED,
  'data module': NOT_FETCHED,
  'blob module': NOT_FETCHED,
  'foreign call': /^TypeError: /,
  'foreign beacon': /^stopped by connect-src$/,
  'foreign image': /^error$/,
  'script address': /^stopped by (require-trusted-types-for|script-src-elem)$/,
  'base address': /^stopped by base-uri$/,
  'policy of the SDK': /^TypeError: .*already exists/,
  'policy of React': /^TypeError: .*already exists/,
  'default policy': /^TypeError: .*disallowed/,
  'policy of its own': /^TypeError: .*disallowed/,
  // The last one: the page takes the form that was stopped for a navigation under way.
  'foreign form': /^stopped by form-action$/,
}

test('requirements 33 and 34: no code but that of bundles, no markup from text, no policy, nothing from or to elsewhere', async () => {
  stage().provokes(...POLICY_LINES)
  const page = await openIntruder()
  expect(await outcomesOf(page, CODE)).toEqual(unharmed(CODE))
})

test('requirement 11: nothing in the page goes to another origin', async () => {
  const { page, context } = await stage().open(ACME, { as: 'alice' })
  const foreign: string[] = []
  context.on('request', (request) => {
    if (!request.url().startsWith(stage().url(ACME))) foreign.push(request.url())
  })
  await page.reload()
  await eventually(() => isAtRest(page)).toBe(true)
  expect(foreign).toEqual([])
})

test('requirement 14: no session cookie can be read or planted by a script', async () => {
  const page = await openIntruder()
  expect(await page.evaluate('document.cookie')).toBe('')
  expect(await outcomeOf(page, 'plant a session')).toBe('not kept')
  await page.reload()
  await cardOf(page, 'intruder').waitFor()
})

test('requirement 14: nor can one be planted for somebody who is about to sign in', async () => {
  stage().provokes(/status of 401 /)
  const { page, context } = await stage().open(LAB)
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
  await page.evaluate(`document.cookie = '__Host-Http-sid=planted; Secure; Path=/; SameSite=Lax'`)
  expect((await context.cookies()).map(({ name }) => name)).toEqual([])
})

test('no token reaches the browser: not in storage, not in any answer', async () => {
  const answers: Promise<string>[] = []
  const { page } = await stage().open(ACME, {
    as: 'alice',
    prepare: async (context) => {
      context.on('response', (response) => {
        const type = response.headers()['content-type'] ?? ''
        if (type.includes('json') || type.includes('html')) answers.push(response.text().catch(() => ''))
      })
    },
  })
  await eventually(() => isAtRest(page)).toBe(true)
  const stored = await page.evaluate(`JSON.stringify([{ ...localStorage }, { ...sessionStorage }])`)
  const texts = await Promise.all(answers)
  expect(texts.length).toBeGreaterThan(2)
  for (const text of [stored, ...texts]) {
    // A JSON Web Token begins with {" in base64url; an opaque one would stand under a name of OAuth's.
    expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}|access_token|refresh_token|id_token/)
  }
})

test('the SDK speaks in its plugin’s name, and what a service says comes as data', async () => {
  const page = await openIntruder()
  expect(await outcomeOf(page, 'another name')).toBe('called as intruder')
  const asData = "application/octet-stream, sandbox; default-src 'none'; frame-ancestors 'none'"
  expect(await outcomeOf(page, 'an answer as data')).toBe(asData)
})

const SECRETS: Outcomes = {
  'read the session': /^nothing to read$/,
  'off the list by the SDK': /^403 allowlist_violation$/,
  'off the list by hand': /^403 capability_missing$/,
  'no name at all': /^403 plugin_header_invalid$/,
  'own name by hand': /^403 capability_missing$/,
  'another name by hand': /^403 capability_missing$/,
  'a made-up capability': /^403 capability_invalid$/,
  'a ticket from the page': /^none in it$/,
  'a ticket from this document': /^none in it$/,
  'capabilities without a ticket': /^403 page_ticket_invalid$/,
  'listen to the SDK': /^heard no secret, with many listeners$/,
  'poison every object': /^TypeError: .*not extensible$/,
  'replace the SDK of others': /^TypeError: .*(read only|not extensible)/,
  'a bundle that nobody vouched for': NOT_FETCHED,
  'a socket to the gateway': /^refused$/,
  'hear what others tell each other': /^ProblemError: .*\(topic_undeclared\)$/,
}

const REFUSED_LINES = [/status of 403 /, /WebSocket connection to .* failed/]

test('requirement 5: no plugin calls in another name, nor in its own past the SDK, and none comes by what would let it', async () => {
  stage().provokes(...REFUSED_LINES)
  const page = await openIntruder()
  expect(await outcomesOf(page, SECRETS)).toEqual(unharmed(SECRETS))
})

const STORED: Outcomes = {
  'a ticket from the stored page alone': /^TypeError: Failed to fetch$/,
  'a ticket from the stored page': /^none in it$/,
}

test('what the browser stored of a page is for navigations alone: no plugin reads its ticket there', async () => {
  stage().provokes(/ERR_CACHE_MISS/)
  const page = await openIntruder()
  // Each right after a navigation: an answer to a fetch would take the place of the page in the cache.
  for (const [attempt, outcome] of Object.entries(STORED)) {
    await page.goto(stage().url(LAB))
    await cardOf(page, 'intruder').getByRole('button').first().waitFor()
    expect(await outcomeOf(page, attempt)).toMatch(outcome)
  }
})

test('a page that a plugin opens is out of its reach', async () => {
  stage().provokes(...REFUSED_LINES)
  const page = await openIntruder()
  expect(await outcomeOf(page, 'a ticket from a page it opens')).toBe('out of reach')
})

const ELSEWHERE: Outcomes = {
  'foreign socket': /^stopped by connect-src$/,
  'foreign style sheet': /^error$/,
  'inline style element': /^stopped by style-src-elem$/,
  'inline style attribute': /^stopped by style-src-attr$/,
  'prefetch elsewhere': /^stopped by /,
}

test('requirement 33: no style but a file of this origin, and no socket or prefetch elsewhere', async () => {
  stage().provokes(...POLICY_LINES)
  const page = await openIntruder()
  expect(await outcomesOf(page, ELSEWHERE)).toEqual(unharmed(ELSEWHERE))
})

test('what is honestly possible in one realm stays possible, and the table of what a plugin can do says so', async () => {
  stage().provokes(/status of 403 /, /ERR_FAILED/)
  const page = await openIntruder()
  const left: string[] = []
  await page.context().route('https://evil.example/**', async (route) => {
    left.push(route.request().url())
    await route.abort()
  })
  expect(await outcomeOf(page, 'read the proof of origin')).toBe('possible')
  expect(await outcomeOf(page, 'read a neighbour')).toBe('possible')
  expect(await outcomeOf(page, 'a connection that no policy names')).toBe('possible')
  const borrowed = await outcomeOf(page, 'call by a neighbour’s SDK')
  expect(borrowed).toBe('possible, within its list: 403 allowlist_violation')
  await cardOf(page, 'intruder').getByRole('button', { name: 'leave for elsewhere', exact: true }).focus()
  await page.keyboard.press('Enter')
  await eventually(() => left).toEqual(['https://evil.example/?what=everything'])
})

test('requirement 36: what a plugin tries and the policy stops is reported, and operators see the count', async () => {
  stage().provokes(...POLICY_LINES)
  const page = await openIntruder()
  await outcomeOf(page, 'foreign call')
  const { port, operatorToken } = stage().stack
  const figures = async (): Promise<string> => {
    const headers = { Authorization: `Bearer ${operatorToken}` }
    const answer = await rawRequest(port, `${LAB}:${port}`, '/api/ops/metrics?format=openmetrics', { headers })
    return answer.text()
  }
  await eventually(figures).toMatch(
    /csp_report_total\{tenant="lab.localhost"[^}]*plugin_id="intruder"[^}]*reason="connect-src"/,
  )
})
