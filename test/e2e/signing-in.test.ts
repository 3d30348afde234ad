/** Signing in and out with the real identity provider: who gets in, what is remembered of it, and what ends it. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { EXAMPLE_HOST, EXAMPLE_TENANT } from './fixture/laboratory.ts'
import { refusalOf } from './fixture/problem.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { headerOf, Upstream } from './fixture/upstream.ts'
import { signedIn, Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'
const GLOBEX = 'globex.localhost'
const OPS = 'ops.localhost'
const SESSION = '__Host-Http-sid'
/** A session may be remembered for a second, and an open stream asks every five. */
const PATIENCE = { timeout: 12_000, interval: 100 }

let stack: TestStack
beforeAll(async () => {
  stack = await useStack('laboratory')
})

const SIGNED_OUT = { status: 401, code: 'signed_out' }
const FAILED = { status: 400, code: 'login_failed' }

describe('who gets in', () => {
  test.each([
    ['alice', ACME, ACME, 'Alice Archer', 'alice@acme.example', false],
    ['bob', ACME, ACME, 'Bob Baker', 'bob@acme.example', false],
    ['olivia', ACME, ACME, 'Olivia Ortiz', 'olivia@acme.example', false],
    ['gina', GLOBEX, GLOBEX, 'Gina Grant', 'gina@globex.example', false],
    ['olivia', OPS, OPS, 'Olivia Ortiz', 'olivia@acme.example', true],
    ['alice', OPS, OPS, 'Alice Archer', 'alice@acme.example', false],
    ['alice', 'localhost', ACME, 'Alice Archer', 'alice@acme.example', false],
    ['bob', EXAMPLE_HOST, EXAMPLE_TENANT, 'Bob Baker', 'bob@acme.example', false],
  ])('%s at %s', async (login, host, tenant, name, email, operator) => {
    const session = await new Visitor(stack, host).signIn(login)
    expect(session).toMatchObject({
      subject: { type: 'account', id: `auth:account:demo:${login}` },
      person: { name, email },
      tenant,
      operator,
      hostVersion: '1.5.0',
      environment: 'development',
    })
  })

  test.each([
    ['gina', ACME],
    ['gina', OPS],
    ['gina', EXAMPLE_HOST],
    ['alice', GLOBEX],
    ['olivia', GLOBEX],
  ])('%s does not belong to %s', async (login, host) => {
    const visitor = new Visitor(stack, host)
    const { callback } = await visitor.provider.signIn(await visitor.beginSignIn(), login)
    expect(await refusalOf(await visitor.comeBack(callback))).toEqual({ status: 403, code: 'login_not_member' })
    expect(visitor.cookies.get(SESSION)).toBeUndefined()
    expect(await refusalOf(await visitor.request('/api/session'))).toEqual(SIGNED_OUT)
  })

  test.each([
    ['alice', 'wrong'],
    ['mallory', 'demo'],
    ['alice', ''],
  ])('%s with the password %j does not come back at all', async (login, password) => {
    const visitor = new Visitor(stack, ACME)
    const location = await visitor.beginSignIn()
    await expect(visitor.provider.signIn(location, login, password)).rejects.toThrow('422')
  })

  test('an origin that settings do not name signs nobody in', async () => {
    const visitor = new Visitor(stack, ACME)
    const answer = await visitor.request('/auth/login', { headers: { Host: ACME } })
    expect(await refusalOf(answer)).toEqual(FAILED)
  })

  test('a provider of another tenant signs nobody in', async () => {
    const answer = await new Visitor(stack, ACME).request('/auth/login?idp=demo-globex')
    expect(await refusalOf(answer)).toEqual(FAILED)
  })
})

describe('what the browser gets', () => {
  test('the cookie is for this host alone, and no script sees it', async () => {
    const visitor = new Visitor(stack, ACME)
    const { callback } = await visitor.provider.signIn(await visitor.beginSignIn(), 'alice')
    const answer = await visitor.comeBack(callback)
    const [line] = answer.headers.getSetCookie().filter((cookie) => cookie.startsWith(SESSION))
    expect(line).toMatch(/^__Host-Http-sid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
    expect(await answer.text()).toBe('')
  })

  test('the authorization request carries PKCE, state and nonce, and asks for no token by itself', async () => {
    const { searchParams } = await new Visitor(stack, ACME).beginSignIn()
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'experience-acme',
      redirect_uri: `http://${ACME}:${stack.port}/auth/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  test('each sign-in makes another session, and the one before is over', async () => {
    const visitor = await signedIn(stack, ACME, 'alice')
    const before = visitor.cookies.get(SESSION) ?? ''
    await visitor.signIn('alice')
    expect(visitor.cookies.get(SESSION)).not.toBe(before)
    const stale = new Visitor(stack, ACME)
    stale.cookies.set(SESSION, before)
    expect(await refusalOf(await stale.request('/api/session'))).toEqual(SIGNED_OUT)
  })

  test('a session that was planted before signing in is not taken over', async () => {
    const visitor = new Visitor(stack, ACME)
    const planted = 'A'.repeat(43)
    visitor.cookies.set(SESSION, planted)
    await visitor.signIn('alice')
    expect(visitor.cookies.get(SESSION)).not.toBe(planted)
  })

  test('a service that wants the person’s access token gets it, and it is the provider’s', async () => {
    const upstream = new Upstream(stack)
    const alice = await signedIn(stack, ACME, 'alice')
    await upstream.forget()
    await alice.call('probe', '/api/tokens/ok')
    const [received] = await upstream.received()
    const authorization = received ? (headerOf(received, 'Authorization') ?? '') : ''
    const known = await fetch(`http://localhost:${stack.idpPort}/me`, { headers: { Authorization: authorization } })
    expect(await known.json()).toMatchObject({ sub: 'alice' })
  })
})

describe('coming back', () => {
  async function almostBack(host = ACME): Promise<{ readonly visitor: Visitor; readonly callback: URL }> {
    const visitor = new Visitor(stack, host)
    const { callback } = await visitor.provider.signIn(await visitor.beginSignIn(), 'alice')
    return { visitor, callback }
  }

  /** What an answer did for the browser. */
  async function outcomeOf(visitor: Visitor, answer: Response) {
    return { ...(await refusalOf(answer)), session: visitor.cookies.get(SESSION) }
  }
  const NOTHING = { ...FAILED, session: undefined }

  test('works once: the second time the same address signs nobody in', async () => {
    const { visitor, callback } = await almostBack()
    const cookies = visitor.cookies.header()
    expect((await visitor.comeBack(callback)).status).toBe(303)
    const thief = new Visitor(stack, ACME)
    const answer = await thief.request(callback.pathname + callback.search, { headers: { Cookie: cookies } })
    expect(await outcomeOf(thief, answer)).toEqual(NOTHING)
  })

  test('works in the browser that began, and in no other', async () => {
    const { callback } = await almostBack()
    const thief = new Visitor(stack, ACME)
    expect(await outcomeOf(thief, await thief.comeBack(callback))).toEqual(NOTHING)
    const started = new Visitor(stack, ACME)
    await started.beginSignIn()
    expect(await outcomeOf(started, await started.comeBack(callback))).toEqual(NOTHING)
  })

  test('works at the tenant where it began, and at no other', async () => {
    const { visitor, callback } = await almostBack()
    const elsewhere = new Visitor(stack, GLOBEX)
    const answer = await elsewhere.request(callback.pathname + callback.search, {
      headers: { Cookie: visitor.cookies.header() },
    })
    expect(await outcomeOf(elsewhere, answer)).toEqual(NOTHING)
  })

  test.each<readonly [string, (query: URLSearchParams) => void]>([
    ['another state', (query) => query.set('state', 'A'.repeat(43))],
    ['no state', (query) => query.delete('state')],
    ['two states', (query) => query.append('state', query.get('state') ?? '')],
    ['another code', (query) => query.set('code', 'A'.repeat(43))],
    ['no code', (query) => query.delete('code')],
    ['two codes', (query) => query.append('code', 'A'.repeat(43))],
    ['another issuer', (query) => query.set('iss', 'https://evil.example')],
    ['no issuer', (query) => query.delete('iss')],
    ['an error of the provider’s', (query) => query.set('error', 'access_denied')],
    ['a response in another mode', (query) => query.set('response', 'x.y.z')],
  ])('with %s signs nobody in', async (_what, change) => {
    const { visitor, callback } = await almostBack()
    change(callback.searchParams)
    expect(await outcomeOf(visitor, await visitor.comeBack(callback))).toEqual(NOTHING)
  })

  test('a code is worth nothing in another person’s sign-in', async () => {
    const victim = await almostBack()
    const attacker = await almostBack()
    attacker.callback.searchParams.set('code', victim.callback.searchParams.get('code') ?? '')
    expect(await outcomeOf(attacker.visitor, await attacker.visitor.comeBack(attacker.callback))).toEqual(NOTHING)
  })

  test('two sign-ins at once in one browser do not disturb each other', async () => {
    const visitor = new Visitor(stack, ACME)
    const first = await visitor.beginSignIn('?returnTo=/hello')
    const second = await visitor.beginSignIn('?returnTo=/hello-page')
    const one = await visitor.provider.signIn(first, 'alice')
    const two = await visitor.provider.signIn(second, 'alice')
    expect((await visitor.comeBack(two.callback)).headers.get('Location')).toBe('/hello-page')
    expect((await visitor.comeBack(one.callback)).headers.get('Location')).toBe('/hello')
  })
})

describe('where to', () => {
  const visitors = new Map<string, Visitor>()

  async function landing(returnTo: string): Promise<string | null> {
    const visitor = visitors.get(ACME) ?? (await signedIn(stack, ACME, 'alice'))
    visitors.set(ACME, visitor)
    const location = await visitor.beginSignIn(`?returnTo=${encodeURIComponent(returnTo)}`)
    const { callback } = await visitor.provider.signIn(location, 'alice')
    return (await visitor.comeBack(callback)).headers.get('Location')
  }

  test.each(['/', '/hello', '/plugins/inventory/items/7?tab=stock', '/plugins/inventory/'])('%s', async (path) => {
    expect(await landing(path)).toBe(path)
  })

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '///evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    '/%09/evil.example',
    '/%2f/evil.example',
    '/%5cevil.example',
    'http:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
    '@evil.example',
    ' /hello',
    '/hello\r\nSet-Cookie: a=b',
    '/hello#x',
    '/../hello',
    '/./hello',
    '/hello/../../auth/login',
    '/auth/login?returnTo=/auth/login',
    '/auth/logout',
    '/api/session',
    '/API/../api/session',
    '/access/v1/evaluation',
    '/assets/x.js',
    '/.well-known/jwks.json',
    '/signed-out',
    '/h\u00e9llo',
    `/${'a'.repeat(3_000)}`,
    '',
  ])('%j leads to the start', async (returnTo) => {
    expect(await landing(returnTo)).toBe('/')
  })
})

describe('signing out', () => {
  test('ends the session here and at the provider, which asks for the password again', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const before = alice.cookies.get(SESSION) ?? ''
    const answer = await alice.post('/auth/logout')
    const { location }: { location: string } = JSON.parse(await answer.text())
    expect(answer.headers.getSetCookie()).toEqual([`${SESSION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`])
    const thief = new Visitor(stack, ACME)
    thief.cookies.set(SESSION, before)
    expect(await refusalOf(await thief.request('/api/session'))).toEqual(SIGNED_OUT)
    expect((await alice.provider.signOut(new URL(location))).href).toBe(`${alice.origin}/signed-out`)
    const { asked } = await alice.provider.signIn(await alice.beginSignIn(), 'alice')
    expect(asked).toBe(true)
  })

  test('is what makes the difference: without it, the provider asks for nothing', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const { asked } = await alice.provider.signIn(await alice.beginSignIn(), 'alice')
    expect(asked).toBe(false)
  })

  test('ends one session, not the others of the same person', async () => {
    const [here, there] = [await signedIn(stack, ACME, 'alice'), await signedIn(stack, ACME, 'alice')]
    await here.post('/auth/logout')
    expect((await there.request('/api/session')).status).toBe(200)
  })

  test('a session that is over signs out nobody', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const cookies = alice.cookies.header()
    await alice.post('/auth/logout')
    expect(
      await refusalOf(await alice.request('/auth/logout', { method: 'POST', headers: { Cookie: cookies } })),
    ).toEqual(SIGNED_OUT)
  })

  test('ends the streams that are open', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const stream = await alice.call('orders-live', '/api/events?topic=orders')
    expect(stream.status).toBe(200)
    let text = ''
    const ended = (async () => {
      for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString()
      return 'ended'
    })()
    await vi.waitFor(() => expect(text).toContain(': welcome'), PATIENCE)
    await alice.post('/auth/logout')
    expect(await ended).toBe('ended')
  }, 15_000)
})

describe('signed out by the provider', () => {
  const endSessions = async (login: string): Promise<void> => {
    const answer = await fetch(`http://localhost:${stack.idpPort}/_test/end-sessions?sub=${login}`, { method: 'POST' })
    expect(answer.status).toBe(200)
  }

  test('every session of the person ends, wherever it is, and nobody else’s', async () => {
    const bobs = [
      await signedIn(stack, ACME, 'bob'),
      await signedIn(stack, ACME, 'bob'),
      await signedIn(stack, EXAMPLE_HOST, 'bob'),
      await signedIn(stack, OPS, 'bob'),
    ]
    const alice = await signedIn(stack, ACME, 'alice')
    await endSessions('bob')
    for (const bob of bobs) {
      await vi.waitFor(async () => expect((await bob.request('/api/session')).status).toBe(401), PATIENCE)
    }
    expect((await alice.request('/api/session')).status).toBe(200)
  })

  test.each([
    ['nothing', ''],
    ['no token', 'logout_token='],
    ['no JWT', 'logout_token=x'],
    ['two tokens', 'logout_token=a.b.c&logout_token=a.b.c'],
    ['an unsigned token', `logout_token=${unsigned({ alg: 'none', typ: 'logout+jwt' })}`],
    ['a token signed with a shared secret', `logout_token=${unsigned({ alg: 'HS256', typ: 'logout+jwt' })}c2ln`],
    ['a token with a key of its own', `logout_token=${unsigned({ alg: 'RS256', jwk: {} })}c2ln`],
    ['20 kB', `logout_token=${'a'.repeat(20_000)}`],
  ])('%s ends nothing', async (_what, body) => {
    const visitor = new Visitor(stack, ACME)
    const answer = await visitor.request('/auth/backchannel-logout', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: '', 'X-CSRF-Token': '' },
    })
    expect(await refusalOf(answer)).toEqual({ status: 400, code: 'logout_token_invalid' })
  })
})

/** A logout token as somebody without the provider's key would write it. */
function unsigned(header: Record<string, unknown>): string {
  const claims = {
    iss: 'http://localhost:9400',
    aud: 'experience-acme',
    sub: 'alice',
    iat: 1_795_000_000,
    exp: 4_102_444_800,
    jti: 'x',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }
  return `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
}
