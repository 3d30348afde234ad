/** An operator ends a person's sessions: at one tenant, or wherever they are (ASVS 7.4.5). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, newTenant, OPERATOR_HOST, passTime, type Person, type Tenant } from './fixture.ts'
import { entryOf, newIdp, tenantOf } from './idp.ts'
import { byToken, operatorOnHost } from './operator.ts'
import { pdpSaying, pdpThat } from './pdp.ts'

const END = '/api/ops/sessions/end'
const idp = await newIdp()
const [acme, globex] = [await tenantOf(idp), await tenantOf(idp)]

function signedIn(tenant: Tenant, userId: string): Promise<Person> {
  return tenant.signIn({ userId, issuer: idp.issuer })
}

async function lives(person: Person): Promise<boolean> {
  return (await person.fetch('/api/session')).status === 200
}

function end(tenant: Tenant, subject: string, query = ''): Promise<Response> {
  return byToken(tenant, `${END}${query}`, { body: JSON.stringify({ subject }) })
}

test('every session of the person ends at this tenant; other people and other tenants keep theirs', async () => {
  const [one, two] = [await signedIn(acme, 'olga'), await signedIn(acme, 'olga')]
  const [other, elsewhere] = [await signedIn(acme, 'otto'), await signedIn(globex, 'olga')]
  const all = [one, two, other, elsewhere]
  expect(await Promise.all(all.map(lives))).toEqual([true, true, true, true])
  const response = await end(acme, 'olga')
  expect(await response.json()).toMatchObject({
    tenant: acme.host,
    scope: 'tenant',
    subject: 'auth:account:demo:olga',
    sessions: 2,
    by: 'operator:ci',
    audit: 'written',
  })
  expect(await Promise.all(all.map(lives))).toEqual([false, false, true, true])
  expect(await (await end(acme, 'auth:account:demo:olga')).json()).toMatchObject({ sessions: 0 })
})

test('with ?scope=all they end wherever the person is', async () => {
  const olivia = await operatorOnHost()
  const people = [await signedIn(acme, 'paul'), await signedIn(globex, 'paul')]
  const body = JSON.stringify({ subject: 'paul' })
  const response = await olivia.fetch(`${END}?scope=all&tenant=${acme.host}`, { method: 'POST', body })
  expect(await response.json()).toMatchObject({ scope: 'all', sessions: 2, by: 'auth:account:demo:olivia' })
  expect(await Promise.all(people.map(lives))).toEqual([false, false])
})

test('an isolate that has just read the session knows it for no longer than a second', async () => {
  const person = await signedIn(acme, 'rosa')
  expect(await lives(person)).toBe(true)
  expect((await end(acme, 'rosa')).status).toBe(200)
  passTime(FORGOTTEN_MS)
  expect(await lives(person)).toBe(false)
})

test('it stands in the audit trail, with whose sessions and how many', async () => {
  const tenant = await tenantOf(idp)
  await signedIn(tenant, 'sara')
  await end(tenant, 'sara')
  const response = await byToken(tenant, '/api/ops/audit', { method: 'GET' })
  const { rows } = await response.json<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>()
  expect(rows).toMatchObject([
    { action: 'end sessions', outcome: 'begun', who: 'operator:ci' },
    {
      outcome: 'done',
      before: { subject: 'auth:account:demo:sara', sessions: 1 },
      after: { subject: 'auth:account:demo:sara', sessions: 0 },
    },
  ])
})

describe('what it takes', () => {
  test('a permit for an action of its own; everywhere, by the operators’ host’s policies', async () => {
    const { bindings, asked } = pdpSaying(true)
    const olivia = await operatorOnHost()
    const body = JSON.stringify({ subject: 'tina' })
    await byToken(acme, END, { body, bindings })
    await olivia.fetch(`${END}?scope=all&tenant=${acme.host}`, { method: 'POST', body, bindings })
    expect(asked.map((each) => each.body)).toMatchObject([
      { action: { name: 'end_sessions' }, context: { edge: { tenant: acme.host } } },
      { action: { name: 'end_sessions' }, context: { edge: { tenant: OPERATOR_HOST } } },
    ])
  })

  test('who may not ends nothing, and stands in the trail', async () => {
    const tenant = await tenantOf(idp)
    const person = await signedIn(tenant, 'tom')
    const { bindings } = pdpSaying(false)
    const response = await byToken(tenant, END, { body: JSON.stringify({ subject: 'tom' }), bindings })
    expect(await problemOf(response)).toEqual([403, 'operator_required'])
    expect(await lives(person)).toBe(true)
    const trail = await byToken(tenant, '/api/ops/audit', { method: 'GET' })
    expect(await trail.text()).toContain('"outcome":"refused"')
  })

  test('a policy decision point that answers', async () => {
    const { bindings } = pdpThat(() => new Response(null, { status: 500 }))
    const response = await byToken(acme, END, { body: JSON.stringify({ subject: 'tom' }), bindings })
    expect(await problemOf(response)).toEqual([503, 'pdp_unavailable'])
  })

  test.each([
    ['', 'expected'],
    ['{}', 'expected'],
    ['{"subject":7}', 'expected'],
    ['not JSON', 'expected'],
    ['{"subject":"auth:account:other:bob"}', 'nobody signs in here as auth:account:other:bob'],
    ['{"subject":"service:ci"}', 'nobody signs in here as service:ci'],
  ])('a body that names somebody: %s does not', async (body, said) => {
    const response = await byToken(acme, END, { body })
    const { detail } = await response.clone().json<{ readonly detail: string }>()
    expect(detail).toContain(said)
    expect(await problemOf(response)).toEqual([400, 'body_invalid'])
  })

  test('a whole subject id where there are several providers', async () => {
    const tenant = await newTenant({
      idps: (host) => [entryOf(idp, host), entryOf(idp, host, { name: 'second', provider: 'demo' })],
    })
    const person = await signedIn(tenant, 'uma')
    const response = await end(tenant, 'uma')
    expect((await response.json<{ readonly detail: string }>()).detail).toContain('auth:account:demo:uma')
    expect(await (await end(tenant, 'auth:account:demo:uma')).json()).toMatchObject({ sessions: 1 })
    expect(await lives(person)).toBe(false)
  })
})
