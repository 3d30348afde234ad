/** Access tokens: kept with the session, renewed in one place, and never in a browser. */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, passTime, type Person, type SignIn } from './fixture.ts'
import { newIdp, tenantOf, type Idp } from './idp.ts'
import { answer, answerJson, finish, NETWORK, openAt, seen, seenOnce } from './network.ts'

const plugins = [{ id: 'caller', version: '1.0.0', permissions: { api: [{ method: 'GET', path: '/api/own/*' }] } }]
const setup = {
  plugins,
  services: { own: { url: NETWORK, identity: 'access_token' } },
  routes: [{ path: '/api/own/*', methods: ['GET'], service: 'own' }],
}

/** Somebody whose access token ends within seconds, and who can have another. */
async function ending(idp: Idp, tokens: SignIn['tokens'] = {}): Promise<Person> {
  const tenant = await tenantOf(idp, setup)
  const soon = Date.now() + 20_000
  return tenant.signIn({
    idp: 'main',
    tokens: { accessToken: 'old', refreshToken: 'refresh-1', expiresAt: soon, ...tokens },
  })
}

function newPath(): string {
  return `/api/own/${crypto.randomUUID()}`
}

/** The token that reaches the service with a call, and the status of the call. */
async function tokenSeen(person: Person): Promise<unknown> {
  const path = newPath()
  await answerJson(path, {})
  const { status } = await person.call('caller', path)
  const [request] = await seen(path)
  return [status, request === undefined ? null : Object.fromEntries(request.headers)['authorization']]
}

test('a token that lives long enough is used as it is', async () => {
  const idp = await newIdp()
  const person = await ending(idp, { expiresAt: Date.now() + 60_000 })
  expect(await tokenSeen(person)).toEqual([200, 'Bearer old'])
  expect(await seen(`${idp.path}/token`)).toEqual([])
})

test('a token that is about to end is renewed first', async () => {
  const idp = await newIdp()
  await answerJson(`${idp.path}/token`, { access_token: 'new', token_type: 'Bearer', expires_in: 300 })
  expect(await tokenSeen(await ending(idp))).toEqual([200, 'Bearer new'])
  const { body } = await seenOnce(`${idp.path}/token`)
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-1',
  })
})

test('ten calls at once renew it once', async () => {
  const idp = await newIdp()
  await answerJson(`${idp.path}/token`, { access_token: 'new', token_type: 'Bearer', expires_in: 300 })
  const person = await ending(idp)
  const answers = await Promise.all(Array.from({ length: 10 }, () => tokenSeen(person)))
  expect(answers).toEqual(Array.from({ length: 10 }, () => [200, 'Bearer new']))
  expect(await seen(`${idp.path}/token`)).toHaveLength(1)
})

test('a refresh token that rotates is used once', async () => {
  const idp = await newIdp()
  const answered = { access_token: 'new', token_type: 'Bearer', expires_in: 31, refresh_token: 'refresh-2' }
  await answerJson(`${idp.path}/token`, answered)
  const person = await ending(idp)
  await tokenSeen(person)
  passTime(5000)
  await tokenSeen(person)
  const used = (await seen(`${idp.path}/token`)).map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  expect(used).toEqual(['refresh-1', 'refresh-2'])
})

describe('section 3: the provider refuses or is down', () => {
  test('invalid_grant ends the session', async () => {
    const idp = await newIdp()
    await answerJson(`${idp.path}/token`, { error: 'invalid_grant' }, 400)
    const person = await ending(idp)
    expect(await problemOf(await person.call('caller', newPath()))).toEqual([401, 'signed_out'])
    passTime(FORGOTTEN_MS)
    expect((await person.fetch('/api/session')).status).toBe(401)
  })

  test.each([
    ['answers 500', { status: 500 }],
    ['answers 503 with invalid_grant in it', { status: 503, body: '{"error":"invalid_grant"}' }],
    [
      'answers another error',
      { status: 400, headers: [['Content-Type', 'application/json']], body: '{"error":"invalid_client"}' },
    ],
    ['redirects', { status: 302, headers: [['Location', `${NETWORK}/elsewhere`]] }],
    ['speaks no HTTP', { raw: 'hello\r\n' }],
  ] as const)('one that %s does not: the token that still lives serves on', async (_, scripted) => {
    const idp = await newIdp()
    await answer(`${idp.path}/token`, scripted)
    const person = await ending(idp)
    expect(await tokenSeen(person)).toEqual([200, 'Bearer old'])
    passTime(FORGOTTEN_MS)
    expect((await person.fetch('/api/session')).status).toBe(200)
  })

  test('a token that has ended is not sent while the provider is down, and the session lives on', async () => {
    const idp = await newIdp()
    await answer(`${idp.path}/token`, { status: 500 })
    const person = await ending(idp, { expiresAt: Date.now() - 1 })
    expect(await tokenSeen(person)).toEqual([503, null])
    passTime(FORGOTTEN_MS)
    expect((await person.fetch('/api/session')).status).toBe(200)
  })
})

test('without a refresh token the call is refused once the token has ended', async () => {
  const person = await ending(await newIdp(), { refreshToken: null, expiresAt: Date.now() - 1 })
  expect(await tokenSeen(person)).toEqual([401, null])
})

test('what is renewed after somebody signed out is neither used nor kept', async () => {
  const idp = await newIdp()
  const path = newPath()
  await answer(`${idp.path}/token`, { headers: [['Content-Type', 'application/json']], body: '{', then: 'open' })
  const person = await ending(idp)
  const call = person.call('caller', path)
  await expect.poll(() => openAt(`${idp.path}/token`)).toBe(1)
  expect((await person.fetch('/auth/logout', { method: 'POST' })).status).toBe(200)
  await finish(`${idp.path}/token`, '"access_token":"new","token_type":"Bearer","expires_in":300}')
  expect(await problemOf(await call)).toEqual([401, 'signed_out'])
  expect(await seen(path)).toEqual([])
  passTime(FORGOTTEN_MS)
  expect((await person.fetch('/api/session')).status).toBe(401)
})
