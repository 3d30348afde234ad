/** How the host comes by capabilities, and how it shows them. */
import { describe, expect, test } from 'vitest'
import { createCapabilities, secretsIn } from '../../spa/host/capabilities.ts'

const PATH = '/api/plugins/capabilities'
const ECHO = '/api/plugins/secure-echo'
const LIFE_MS = 120_000

interface Sent {
  readonly path: string
  readonly headers: Headers
  readonly body: RequestInit['body']
}

/** A gateway that numbers what it mints, and refuses the calls that `refuses` says. */
function arrange({ ticket = 'ticket', minted: came = null, refuses = () => false }: Partial<Arranged> = {}) {
  const sent: Sent[] = []
  const pauses: number[] = []
  let minted = 0
  let now = 1000
  const state = { isDown: false }
  const capabilities = createCapabilities({
    secrets: () => ({ ticket, minted: came }),
    csrfToken: () => 'proof',
    now: () => now,
    pause: async (milliseconds) => void pauses.push(milliseconds),
    fetch: async (path, init) => {
      const headers = new Headers(init.headers)
      sent.push({ path, headers, body: init.body })
      if (path.startsWith(PATH)) {
        if (state.isDown) throw new TypeError('no network')
        minted += 1
        const ids = new URL(path, 'https://acme.example').searchParams.getAll('id').filter((id) => id !== 'denied')
        return Response.json({
          capabilities: Object.fromEntries(ids.map((id) => [id, `${id}-${minted}`])),
          seconds: LIFE_MS / 1000,
        })
      }
      const shown = headers.get('X-Plugin-Capability')
      if (!refuses(shown)) return Response.json({ shown })
      return new Response('{}', { status: 403, headers: { 'X-Capability-Refused': '1' } })
    },
  })
  const call = async (plugin: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await capabilities.lend(plugin)(ECHO, init)
    const body: unknown = await response.json()
    return response.ok ? body : response.status
  }
  const asked = () => sent.filter(({ path }) => path.startsWith(PATH)).map(({ path }) => path.slice(PATH.length))
  return { capabilities, call, asked, sent, pauses, state, pass: (milliseconds: number) => void (now += milliseconds) }
}

interface Arranged {
  readonly ticket: string | null
  readonly minted: unknown
  readonly refuses: (shown: string | null) => boolean
}

test('those that are expected are asked for together, with ticket and proof, before the first call', async () => {
  const { capabilities, call, asked, sent } = arrange()
  capabilities.expect(['hello', 'other'])
  expect(asked()).toEqual(['?id=hello&id=other'])
  expect([sent[0]?.headers.get('X-Page-Ticket'), sent[0]?.headers.get('X-CSRF-Token')]).toEqual(['ticket', 'proof'])
  expect(await call('hello')).toEqual({ shown: 'hello-1' })
  expect(await call('other')).toEqual({ shown: 'other-1' })
  expect(asked()).toHaveLength(1)
})

test('a plugin that nobody expected has its own fetched before its first call, once for all that wait', async () => {
  const { call, asked } = arrange()
  expect(await Promise.all([call('hello'), call('hello')])).toEqual([{ shown: 'hello-1' }, { shown: 'hello-1' }])
  expect(asked()).toEqual(['?id=hello'])
})

test('what a call says itself stays, and no plugin can name its own capability', async () => {
  const { call, sent } = arrange()
  await call('hello', { method: 'POST', headers: { 'X-Plugin-Capability': 'stolen', Accept: 'text/csv' }, body: 'x' })
  const last = sent.at(-1)
  expect([last?.headers.get('Accept'), last?.body]).toEqual(['text/csv', 'x'])
  expect(last?.headers.get('X-Plugin-Capability')).toBe('hello-1')
})

test('at half its life another one is fetched beside the call, and near its end before it', async () => {
  const { call, asked, pass } = arrange()
  await call('hello')
  pass(LIFE_MS / 2 - 1)
  await call('hello')
  expect(asked()).toHaveLength(1)
  pass(1)
  expect(await call('hello')).toEqual({ shown: 'hello-1' })
  expect(asked()).toHaveLength(2)
  expect(await call('hello')).toEqual({ shown: 'hello-2' })
  pass(LIFE_MS * 0.9)
  expect(await call('hello')).toEqual({ shown: 'hello-3' })
})

describe('a call that is refused for its capability', () => {
  test('is made again with another one', async () => {
    const { call, pauses } = arrange({ refuses: (shown) => shown === 'hello-1' })
    expect(await call('hello', { method: 'POST', body: '{}' })).toEqual({ shown: 'hello-2' })
    expect(pauses).toEqual([0])
  })

  test('waits a lease before the last try, then says so', async () => {
    const { call, asked, pauses } = arrange({ refuses: () => true })
    expect(await call('hello')).toBe(403)
    expect(pauses).toEqual([0, 1000])
    expect(asked()).toHaveLength(3)
  })

  test('is not made again when its body can be read only once', async () => {
    const { call, asked } = arrange({ refuses: () => true })
    expect(await call('hello', { method: 'POST', body: new ReadableStream() })).toBe(403)
    expect(asked()).toHaveLength(1)
  })
})

test('without a ticket nothing is asked for and nothing is shown', async () => {
  const { capabilities, call, sent } = arrange({ ticket: null })
  capabilities.expect(['hello'])
  expect(await call('hello')).toEqual({ shown: null })
  expect(sent).toHaveLength(1)
})

test('a plugin for which the gateway has none calls without, and is asked for again only after a while', async () => {
  const { call, asked, pass } = arrange()
  expect(await call('denied')).toEqual({ shown: null })
  expect(await call('denied')).toEqual({ shown: null })
  expect(asked()).toHaveLength(1)
  pass(2000)
  await call('denied')
  expect(asked()).toHaveLength(2)
})

test('a gateway that cannot be asked stops no call', async () => {
  const { call, state, pass } = arrange()
  state.isDown = true
  expect(await call('hello')).toEqual({ shown: null })
  state.isDown = false
  pass(2000)
  expect(await call('hello')).toEqual({ shown: 'hello-1' })
})

test('what is forgotten is asked for anew', async () => {
  const { capabilities, call } = arrange()
  await call('hello')
  capabilities.forget()
  expect(await call('hello')).toEqual({ shown: 'hello-2' })
})

test('those that came with the page serve the first calls, and nothing is asked for until they age', async () => {
  const { capabilities, call, asked, pass } = arrange({ minted: { capabilities: { hello: 'came' }, seconds: 120 } })
  capabilities.expect(['hello'])
  expect(await call('hello')).toEqual({ shown: 'came' })
  expect(asked()).toEqual([])
  pass(LIFE_MS)
  expect(await call('hello')).toEqual({ shown: 'hello-1' })
})

test.each([null, 'x', {}, { capabilities: [], seconds: 1 }, { capabilities: { hello: 7 }, seconds: 120 }])(
  'what came with the page and is no set of capabilities (%j) is asked for',
  async (minted) => {
    const { call, pass } = arrange({ minted })
    pass(2000)
    await call('hello')
    pass(2000)
    expect(await call('hello')).toEqual({ shown: expect.stringMatching(/^hello-\d$/) })
  },
)

test('both are taken out of the document, once: what somebody puts there later is not looked at', () => {
  const blocks = new Map([
    ['ee-ticket', 'the ticket'],
    ['ee-capabilities', '{"capabilities":{"hello":"x"},"seconds":120}'],
  ])
  const secrets = secretsIn({
    document: {
      getElementById: (id) => {
        const textContent = blocks.get(id)
        return textContent === undefined ? null : { textContent, remove: () => void blocks.delete(id) }
      },
    },
  })
  const expected = { ticket: 'the ticket', minted: { capabilities: { hello: 'x' }, seconds: 120 } }
  expect(secrets()).toEqual(expected)
  expect(blocks.size).toBe(0)
  blocks.set('ee-ticket', 'a trap')
  expect(secrets()).toEqual(expected)
  expect(blocks.size).toBe(1)
})
