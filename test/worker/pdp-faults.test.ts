/** A PDP that fails or babbles: whatever is no clear permit denies (section 3, requirement 27). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, type Call } from './fixture.ts'
import { answer, answerJson, NETWORK, seen, seenOnce } from './network.ts'
import { pdpSaying, pdpThat } from './pdp.ts'

const HELLO = { id: 'hello', version: '1.0.0', contributions: { routes: [{ path: '/hello', component: 'Hello' }] } }
const person = await (await newTenant({ plugins: [HELLO] })).signIn()
/** Of a tenant that waits for no slow PDP. */
const hasty = await (await newTenant({ plugins: [HELLO], settings: { pdp: { timeoutMs: 100 } } })).signIn()

const RESOURCES = ['a', 'b'].map((id) => ({ resource: { type: 'x', id } }))
const BATCH = JSON.stringify({ action: { name: 'view' }, evaluations: RESOURCES })
const SINGLE = JSON.stringify({ action: { name: 'view' }, ...RESOURCES[0] })
const never = new Promise<Response>(() => {})

const SILENT = [
  ['refuses the connection', () => Promise.reject(new Error('ECONNREFUSED'))],
  ['never answers', () => never],
  ['answers 500', () => new Response('{"decision":true}', { status: 500 })],
  ['answers 404', () => Response.json({ decision: true }, { status: 404 })],
  ['answers 201', () => Response.json({ decision: true }, { status: 201 })],
  ['answers 204', () => new Response(null, { status: 204 })],
  ['redirects', () => new Response(null, { status: 302, headers: { Location: 'https://evil.test/permit' } })],
  ['answers HTML', () => new Response('<html>')],
  ['answers nothing', () => new Response('')],
  ['breaks off', () => new Response('{"decision":tr')],
  ['answers too much', () => Response.json({ decision: true, filler: 'x'.repeat(300_000) })],
  ['answers bytes that are no UTF-8', () => new Response(new Uint8Array([0x22, 0xff, 0x22]))],
] as const

async function evaluated(
  path: string,
  body: string,
  { bindings }: ReturnType<typeof pdpThat>,
  by = person,
): Promise<Response> {
  return by.fetch(`/access/v1/${path}`, { method: 'POST', body, bindings })
}

describe.each(SILENT)('a PDP that %s', (_, respond) => {
  test('decides nothing: 503, and the page can say why', async () => {
    const single = await evaluated('evaluation', SINGLE, pdpThat(respond), hasty)
    expect(await problemOf(single)).toEqual([503, 'pdp_unavailable'])
    expect(await problemOf(await evaluated('evaluations', BATCH, pdpThat(respond), hasty))).toEqual([
      503,
      'pdp_unavailable',
    ])
  })

  test('opens no bundle, and is asked again at once', async () => {
    const path = '/api/plugins/bundle?entry=hello&id=hello'
    const alice = await hasty.tenant.signIn()
    const { bindings } = pdpThat(respond)
    expect(await problemOf(await alice.fetch(path, { bindings }))).toEqual([403, 'bundle_not_permitted'])
    expect((await alice.fetch(path, pdpSaying(true))).status).toBe(200)
  })
})

/** Answers that are JSON, and no clear permit. */
const BABBLE: readonly (readonly [string, string])[] = [
  ['allow', '{"decision":"allow"}'],
  ['permit in lower case', '{"decision":"permit"}'],
  ['PERMIT', '{"decision":"PERMIT"}'],
  ['Permit with a blank', '{"decision":"Permit "}'],
  ['1', '{"decision":1}'],
  ['"true"', '{"decision":"true"}'],
  ['null', '{"decision":null}'],
  ['a list', '{"decision":[true]}'],
  ['an object', '{"decision":{"decision":true}}'],
  ['no decision', '{}'],
  ['a decision elsewhere', '{"result":{"decision":true}}'],
  ['a decision borne by __proto__', '{"__proto__":{"decision":true}}'],
  ['another key', '{"Decision":true}'],
  ['true alone', 'true'],
  ['a text', '"Permit"'],
  ['a list of one', '[{"decision":true}]'],
  ['null alone', 'null'],
]

test.each(BABBLE)('a single answer of %s is a Deny', async (_, text) => {
  const response = await evaluated(
    'evaluation',
    SINGLE,
    pdpThat(() => new Response(text)),
  )
  expect([response.status, await response.json()]).toEqual([200, { decision: 'Deny' }])
})

test.each(BABBLE)('in a batch, an element of %s is a Deny, and its neighbour keeps its own', async (_, text) => {
  const response = await evaluated(
    'evaluations',
    BATCH,
    pdpThat(() => new Response(`{"evaluations":[${text},{"decision":true}]}`)),
  )
  expect(await response.json()).toEqual({ decisions: [{ decision: 'Deny' }, { decision: 'Permit' }] })
})

test.each([
  ['fewer', '{"evaluations":[{"decision":true}]}'],
  ['more', '{"evaluations":[{"decision":true},{"decision":true},{"decision":true}]}'],
  ['none', '{"evaluations":[]}'],
  ['no list', '{}'],
  ['an object for the list', '{"evaluations":{"0":{"decision":true},"1":{"decision":true},"length":2}}'],
  ['a decision for the whole', '{"decision":true}'],
  [
    'both dialects at once',
    '{"evaluations":[{"decision":true},{"decision":true}],"decisions":[{"decision":"Permit"},{"decision":"Permit"}]}',
  ],
  ['a list borne by __proto__', '{"__proto__":{"evaluations":[{"decision":true},{"decision":true}]}}'],
])('%s answers than questions deny all', async (_, text) => {
  const response = await evaluated(
    'evaluations',
    BATCH,
    pdpThat(() => new Response(text)),
  )
  expect(await response.json()).toEqual({ decisions: [{ decision: 'Deny' }, { decision: 'Deny' }] })
})

test("the source's dialect is understood", async () => {
  const single = await evaluated(
    'evaluation',
    SINGLE,
    pdpThat(() => new Response('{"decision":"Permit"}')),
  )
  expect(await single.json()).toEqual({ decision: 'Permit' })
  const text = '{"decisions":[{"decision":"Permit"},{"decision":"Deny"}]}'
  const batch = await evaluated(
    'evaluations',
    BATCH,
    pdpThat(() => new Response(text)),
  )
  expect(await batch.json()).toEqual({ decisions: [{ decision: 'Permit' }, { decision: 'Deny' }] })
})

test("requirement 27: nothing else of the PDP's answer reaches the browser", async () => {
  const headers = { 'Set-Cookie': 'a=b', 'X-Internal': 'secret', 'X-Plugin-Quarantined': '1' }
  const answered = { decision: true, context: { reason: 'policy 7 of pdp.internal' } }
  const response = await evaluated(
    'evaluation',
    SINGLE,
    pdpThat(() => Response.json(answered, { headers })),
  )
  expect(await response.json()).toEqual({ decision: 'Permit' })
  for (const name of Object.keys(headers)) expect(response.headers.get(name)).toBeNull()
})

describe('an external PDP, named by pdp.url in the settings', () => {
  async function asking(base: string, more: object = {}): Promise<(call?: Call) => Promise<Response>> {
    const settings = { pdp: { url: `${NETWORK}${base}`, ...more } }
    const alice = await (await newTenant({ settings })).signIn()
    return (call = {}) => alice.fetch('/access/v1/evaluation', { method: 'POST', body: SINGLE, ...call })
  }

  test("is asked over the network, without the person's cookie", async () => {
    const ask = await asking('/pdp/one')
    await answerJson('/pdp/one/access/v1/evaluation', { decision: true })
    expect(await (await ask()).json()).toEqual({ decision: 'Permit' })
    const { method, headers, body } = await seenOnce('/pdp/one/access/v1/evaluation')
    expect([method, JSON.parse(body)]).toMatchObject(['POST', { subject: { id: 'auth:account:demo:alice' } }])
    expect(Object.fromEntries(headers)).not.toHaveProperty('cookie')
    expect(Object.fromEntries(headers)).not.toHaveProperty('authorization')
  })

  test('knows the gateway by the secret that the settings name', async () => {
    const ask = await asking('/pdp/knowing', { secret: 'PDP_SECRET_TEST' })
    await answerJson('/pdp/knowing/access/v1/evaluation', { decision: true })
    expect((await ask()).status).toBe(200)
    const { headers } = await seenOnce('/pdp/knowing/access/v1/evaluation')
    expect(Object.fromEntries(headers)['authorization']).toBe('Bearer test-pdp-credential')
  })

  test('is not asked without a secret that is named and not set, and so permits nothing', async () => {
    const ask = await asking('/pdp/unset', { secret: 'PDP_SECRET_UNSET' })
    await answerJson('/pdp/unset/access/v1/evaluation', { decision: true })
    expect(await problemOf(await ask())).toEqual([503, 'pdp_unavailable'])
    expect(await seen('/pdp/unset/access/v1/evaluation')).toEqual([])
  })

  test('requirement 11: that redirects is not followed', async () => {
    const ask = await asking('/pdp/two')
    await answer('/pdp/two/access/v1/evaluation', { status: 307, headers: [['Location', `${NETWORK}/pdp/permit`]] })
    await answerJson('/pdp/permit', { decision: true })
    expect(await problemOf(await ask())).toEqual([503, 'pdp_unavailable'])
    expect(await seen('/pdp/permit')).toEqual([])
  })

  test.each([
    ['silent', { then: 'silent' }],
    ['that begins and does not end', { body: '{"decision":', then: 'open' }],
    ['that breaks off', { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"decision":true}' }],
    ['that speaks no HTTP', { raw: 'hello\r\n' }],
  ] as const)('%s decides nothing', async (name, scripted) => {
    const base = `/pdp/${name.replaceAll(' ', '-')}`
    const ask = await asking(base, { timeoutMs: 100 })
    await answer(`${base}/access/v1/evaluation`, scripted)
    expect(await problemOf(await ask())).toEqual([503, 'pdp_unavailable'])
  })
})
