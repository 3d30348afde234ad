/** What is logged: enough to find out what happened, and nothing that opens a door (requirement 39). */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newTenant, passTime } from './fixture.ts'
import { CLIENT_ID, comeBack, newIdp, sessionCookieOf, startLogin, tenantOf } from './idp.ts'
import { answer, answerJson, NETWORK } from './network.ts'
import { byToken, OPERATOR_TOKEN } from './operator.ts'

const lines: string[] = []
/** Longer than an isolate remembers sessions, flags and pointers. */
const FORGOTTEN_MS = 61_000

beforeEach(() => {
  lines.length = 0
  for (const level of ['info', 'warn', 'error', 'log', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...given: unknown[]) => void lines.push(given.join(' ')))
  }
})
afterEach(() => vi.restoreAllMocks())

/** Every line as a record of plain values, or the test fails. */
function records(): readonly Readonly<Record<string, unknown>>[] {
  return lines.map((line) => {
    expect(line).not.toMatch(/[\n\r\u2028\u2029]/)
    const record: Readonly<Record<string, unknown>> = JSON.parse(line)
    return record
  })
}

const CALLER = {
  id: 'caller',
  version: '1.0.0',
  permissions: {
    api: [
      { method: 'GET', path: '/api/own/*' },
      { method: 'GET', path: '/api/crud/*' },
    ],
  },
}

describe('requirement 39: no line of the log holds', () => {
  test('a cookie, a token, a code, a secret or a proof, whatever fails on the way', async () => {
    const idp = await newIdp()
    const tenant = await tenantOf(idp, {
      plugins: [CALLER],
      services: { own: { url: NETWORK, identity: 'access_token' } },
      routes: [{ path: '/api/own/*', methods: ['GET'], service: 'own' }],
    })
    const underWay = await startLogin(tenant)
    const token = { access_token: 'SECRET-access', refresh_token: 'SECRET-refresh', expires_in: 1 }
    const response = await comeBack(tenant, idp, underWay, { token, query: { code: 'SECRET-code' } })
    const cookie = sessionCookieOf(response) ?? ''
    const headers = { Cookie: cookie, 'X-Plugin-Id': 'caller', 'X-Secret': 'SECRET-header' }
    await answer(`${idp.path}/token`, { status: 500, body: '{"refresh_token":"SECRET-body"}' })
    passTime(FORGOTTEN_MS)
    await tenant.fetch(`/api/own/${crypto.randomUUID()}`, { headers })
    await answerJson(`${idp.path}/token`, { error: 'invalid_grant', error_description: 'SECRET-grant' }, 400)
    await tenant.fetch(`/api/own/${crypto.randomUUID()}?token=SECRET-query`, { headers })
    await answer('/api/crud/broken', { raw: 'SECRET-answer\r\n' })
    await tenant.fetch('/api/crud/broken', { headers })
    await tenant.fetch('/api/nothing?secret=SECRET-query', { headers })
    await tenant.fetch('/auth/callback?code=SECRET-code&state=SECRET-state', { headers })
    const forged = { method: 'POST', body: 'logout_token=SECRET.logout.token' }
    await tenant.fetch('/auth/backchannel-logout', { ...forged, headers })
    await byToken(tenant, '/api/plugins/quarantine/caller', { body: '{"reason":"a drill"}' })
    await byToken(tenant, '/api/plugins/refresh', { headers: { Authorization: 'Bearer SECRET-operator' } })
    expect(records().map(({ event }) => event)).toEqual(
      expect.arrayContaining(['token_refresh_failed', 'call_refused', 'operator_action', 'request_failed']),
    )
    const text = lines.join('\n')
    const [, sessionId = ''] = cookie.split('=')
    const [, loginId = ''] = underWay.cookie.split('=')
    expect(sessionId).toHaveLength(43)
    for (const secret of [sessionId, loginId, underWay.state, underWay.nonce, OPERATOR_TOKEN, 'test-client-secret']) {
      expect(text).not.toContain(secret)
    }
    expect(text).not.toContain('SECRET')
    expect(text).not.toContain(`${CLIENT_ID}:`)
  })

  test.each([
    ['a line break', '/api/x%0a{"level":"error","event":"forged"}'],
    ['both line breaks', '/api/x%0d%0a{"level":"error","event":"forged"}'],
    ['a quote', '/api/x%22,%22event%22:%22forged'],
    ['an escape sequence of a terminal', '/api/x%1b[2J'],
    ['a line separator', '/api/x%E2%80%A8{"event":"forged"}'],
  ])('%s of the caller’s that begins a line or a member of its own', async (_, path) => {
    const person = await (await newTenant({ plugins: [CALLER] })).signIn()
    await person.call('caller', path)
    expect(records().map(({ event }) => event)).toEqual(['call_refused'])
    expect(lines.join('')).not.toContain('\u001b')
  })

  test('a name of a plugin that is none, or an address longer than anybody reads', async () => {
    const person = await (await newTenant({ plugins: [CALLER] })).signIn()
    await person.call('FORGED"},{"x":"', '/api/crud/1')
    await person.call('caller', `/api/${'a'.repeat(2000)}`)
    const [first, second] = records()
    expect(first).toMatchObject({ event: 'call_refused', plugin: null })
    expect(String(second?.['path']).length).toBeLessThanOrEqual(300)
  })
})

describe('an attempt at a way around is written down', () => {
  test('with its reason: a request without the proof of its page', async () => {
    const person = await (await newTenant({ plugins: [CALLER] })).signIn()
    await person.fetch('/api/plugins/telemetry', { method: 'POST', headers: { Origin: 'https://evil.test' } })
    expect(records()).toMatchObject([
      { level: 'warn', event: 'request_refused', code: 'csrf_refused', why: 'origin', path: '/api/plugins/telemetry' },
    ])
  })

  test('a sign-in that nobody began here, and a question in another name', async () => {
    const tenant = await tenantOf(await newIdp())
    lines.length = 0
    await tenant.fetch('/auth/callback?code=x&state=y')
    const person = await tenant.signIn()
    const body = JSON.stringify({
      subject: { type: 'account', id: 'bob' },
      resource: { type: 'a', id: 'b' },
      action: { name: 'view' },
    })
    await person.fetch('/access/v1/evaluation', { method: 'POST', body })
    expect(records().map(({ event, code }) => [event, code])).toEqual([
      ['request_refused', 'login_failed'],
      ['request_refused', 'subject_mismatch'],
    ])
  })
})
