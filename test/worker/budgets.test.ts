/** Budgets and breakers: what one plugin uses up, or breaks, is its own loss (requirements 12 and 40). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant, passTime, type Person, type TenantSetup } from './fixture.ts'
import { answer, answerJson, NETWORK, seen } from './network.ts'
import { byToken } from './operator.ts'

const ECHO = '/api/plugins/secure-echo'

function plugin(id: string) {
  return {
    id,
    version: '1.0.0',
    permissions: {
      api: [
        { method: 'GET', path: ECHO },
        { method: 'GET', path: '/api/crud/*' },
        { method: 'POST', path: '/api/crud/*' },
      ],
      sse: ['orders'],
    },
  }
}

async function alice(settings: Readonly<Record<string, unknown>>, setup: TenantSetup = {}): Promise<Person> {
  const security = { capability: 'off' }
  return (
    await newTenant({ ...setup, plugins: [plugin('greedy'), plugin('modest')], settings: { security, ...settings } })
  ).signIn()
}

function newPath(): string {
  return `/api/crud/${crypto.randomUUID()}`
}

async function statuses(calls: number, call: () => Promise<Response>): Promise<readonly number[]> {
  const found: number[] = []
  for (let each = 0; each < calls; each += 1) {
    const response = await call()
    await response.body?.cancel()
    found.push(response.status)
  }
  return found
}

async function exhausted(response: Response): Promise<unknown> {
  const retryAfter = response.headers.get('Retry-After')
  const body: { readonly detail: string; readonly retryAfter: number } = JSON.parse(await response.clone().text())
  expect(String(body.retryAfter)).toBe(retryAfter)
  return [...[await problemOf(response)].flat(), body.detail, retryAfter]
}

describe('calls', () => {
  const budgets = { requestsPerSecond: 1, requestBurst: 3 }

  test('over the budget are refused until it has filled again', async () => {
    const person = await alice({ budgets })
    expect(await statuses(3, () => person.call('greedy', ECHO))).toEqual([200, 200, 200])
    expect(await exhausted(await person.call('greedy', ECHO))).toEqual([429, 'budget_exhausted', 'requests', '1'])
    passTime(999)
    expect((await person.call('greedy', ECHO)).status).toBe(429)
    passTime(1)
    expect(await statuses(2, () => person.call('greedy', ECHO))).toEqual([200, 429])
  })

  test('do not come off anybody else’s: another plugin’s, another session’s, another tenant’s', async () => {
    const person = await alice({ budgets })
    await statuses(5, () => person.call('greedy', ECHO))
    const others = [person.call('modest', ECHO), (await person.tenant.signIn()).call('greedy', ECHO)]
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200])
    expect((await (await alice({ budgets })).call('greedy', ECHO)).status).toBe(200)
  })

  test('over the budget do not reach the service', async () => {
    const person = await alice({ budgets })
    const path = newPath()
    await answerJson(path, {})
    expect(await statuses(5, () => person.call('greedy', path))).toEqual([200, 200, 200, 429, 429])
    expect(await seen(path)).toHaveLength(3)
  })

  test('that are refused anyway cost nothing', async () => {
    const person = await alice({ budgets })
    expect(await statuses(5, () => person.call('greedy', '/api/crud'))).toEqual([403, 403, 403, 403, 403])
    expect((await person.call('greedy', ECHO)).status).toBe(200)
  })

  test('are counted', async () => {
    const person = await alice({ budgets })
    await statuses(5, () => person.call('greedy', ECHO))
    expect(await figuresOf(person)).toContain('call_refused greedy budget_exhausted 2')
  })
})

describe('bytes', () => {
  const budgets = { bytesPerSecond: 1024, byteBurst: 4096 }

  test('of an answer count, and are paid back before the next call', async () => {
    const person = await alice({ budgets })
    const path = newPath()
    await answer(path, { headers: [['Content-Type', 'text/plain']], body: 'x'.repeat(5120) })
    expect((await (await person.call('greedy', path)).text()).length).toBe(5120)
    expect(await exhausted(await person.call('greedy', path))).toEqual([429, 'budget_exhausted', 'bytes', '1'])
    expect((await person.call('modest', ECHO)).status).toBe(200)
    passTime(1000)
    expect((await person.call('greedy', path)).status).toBe(200)
  })

  test('of a request count as well', async () => {
    const person = await alice({ budgets })
    const path = newPath()
    await answerJson(path, {})
    const sent = await person.call('greedy', path, { method: 'POST', body: 'x'.repeat(6000) })
    expect(sent.status).toBe(200)
    expect((await person.call('greedy', ECHO)).status).toBe(429)
  })
})

describe('event streams', () => {
  const STREAM = '/api/events?topic=orders'
  const events = { headers: [['Content-Type', 'text/event-stream']], body: 'data: 1\n\n', then: 'open' } as const

  test('over the budget find no place, until another one is left', async () => {
    const person = await alice({ budgets: { streams: 2, sessionStreams: 3 } })
    await answer('/api/events', events)
    const [first, second] = [await person.call('greedy', STREAM), await person.call('greedy', STREAM)]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(await exhausted(await person.call('greedy', STREAM))).toEqual([429, 'budget_exhausted', 'streams', '5'])
    expect((await person.call('greedy', ECHO)).status).toBe(200)
    const third = await person.call('modest', STREAM)
    expect(third.status).toBe(200)
    // The session's own are all taken, whoever asks: another plugin, or the host for its line.
    expect((await person.call('modest', STREAM)).status).toBe(429)
    expect((await person.fetch('/api/configs/stream')).status).toBe(429)
    await first.body?.cancel()
    expect((await person.call('modest', STREAM)).status).toBe(200)
    for (const stream of [second, third]) await stream.body?.cancel()
  })

  test('that the service refuses, or that it ends, take no place', async () => {
    const person = await alice({ budgets: { streams: 1 } })
    await answerJson('/api/events', {}, 404)
    expect(await statuses(3, () => person.call('greedy', STREAM))).toEqual([404, 404, 404])
    await answer('/api/events', { headers: events.headers, body: events.body })
    for (let each = 0; each < 3; each += 1) {
      const stream = await person.call('greedy', STREAM)
      expect([stream.status, await stream.text()]).toEqual([200, 'data: 1\n\n'])
    }
  })
})

describe('requirement 40: questions to the decision point', () => {
  const budgets = { questionsPerSecond: 2, questionBurst: 4 }

  function batch(person: Person, size: number): Promise<Response> {
    const evaluations = Array.from({ length: size }, (_, at) => ({ resource: { type: 'x', id: String(at) } }))
    const body = JSON.stringify({ action: { name: 'view' }, evaluations })
    return person.fetch('/access/v1/evaluations', { method: 'POST', body })
  }

  test('over the budget are not asked, each of a batch counted, until it has filled again', async () => {
    const person = await alice({ budgets })
    expect([(await batch(person, 3)).status, (await batch(person, 3)).status]).toEqual([200, 200])
    // Two are owed.
    expect(await exhausted(await batch(person, 1))).toEqual([429, 'rate_limited', 'questions', '1'])
    passTime(999)
    expect((await batch(person, 1)).status).toBe(429)
    passTime(1)
    expect((await batch(person, 1)).status).toBe(200)
  })

  test('come off no other session’s, and no plugin’s calls', async () => {
    const person = await alice({ budgets })
    await batch(person, 9)
    expect((await batch(person, 1)).status).toBe(429)
    expect((await batch(await person.tenant.signIn(), 1)).status).toBe(200)
    expect((await person.call('modest', ECHO)).status).toBe(200)
  })
})

describe('a service that fails a plugin', () => {
  const breaker = { failures: 3, openMs: 5000 }

  test('in a row rests: nothing reaches it, and one call tries when it has rested', async () => {
    const person = await alice({ breaker })
    const path = newPath()
    await answerJson(path, {}, 503)
    expect(await statuses(3, () => person.call('greedy', path))).toEqual([503, 503, 503])
    const response = await person.call('greedy', path)
    expect(response.headers.get('Retry-After')).toBe('5')
    expect(await problemOf(response)).toEqual([503, 'circuit_open'])
    expect(await seen(path)).toHaveLength(3)
    passTime(5000)
    await statuses(2, () => person.call('greedy', path))
    expect(await seen(path)).toHaveLength(4)
    await answerJson(path, {})
    passTime(5000)
    expect(await statuses(2, () => person.call('greedy', path))).toEqual([200, 200])
  })

  test('fails that one alone', async () => {
    const person = await alice({ breaker })
    const [broken, sound] = [newPath(), newPath()]
    await answerJson(broken, {}, 502)
    await answerJson(sound, {})
    await statuses(4, () => person.call('greedy', broken))
    expect((await person.call('modest', sound)).status).toBe(200)
    expect((await person.call('greedy', ECHO)).status).toBe(200)
  })

  test('says no, or has a fault of its own, without resting', async () => {
    const person = await alice({ breaker })
    for (const status of [400, 404, 409, 422, 500]) {
      const path = newPath()
      await answerJson(path, {}, status)
      expect(await statuses(4, () => person.call('greedy', path))).toEqual([status, status, status, status])
    }
  })

  test('with an error page of a server in front counts too', async () => {
    const person = await alice({ breaker })
    const path = newPath()
    await answer(path, { status: 503, headers: [['Content-Type', 'text/html']], body: '<h1>down</h1>' })
    expect(await statuses(4, () => person.call('greedy', path))).toEqual([502, 502, 502, 503])
  })

  test('is not what a person’s own body does that stalls or breaks off', async () => {
    const services = { crud: { url: NETWORK, firstByteMs: 500, totalMs: 500 } }
    const person = await alice({ breaker: { failures: 1, openMs: 5000 } }, { services })
    const path = newPath()
    await answerJson(path, {})
    const piece = new Uint8Array(10)
    const stalled = new ReadableStream({ start: (controller) => controller.enqueue(piece) })
    const broken = new ReadableStream({
      pull(controller) {
        controller.enqueue(piece)
        controller.error(new Error('the browser is gone'))
      },
    })
    const send = (body: BodyInit) => person.call('greedy', path, { method: 'POST', body, bindings: {} })
    expect(await problemOf(await send(stalled))).toEqual([504, 'upstream_timeout'])
    expect(await problemOf(await send(broken))).toEqual([502, 'upstream_unreachable'])
    expect((await send('{}')).status).toBe(200)
    await answer(path, { then: 'silent' })
    expect(await problemOf(await send('{}'))).toEqual([504, 'upstream_timeout'])
    expect(await problemOf(await send('{}'))).toEqual([503, 'circuit_open'])
  })

  test('is tried by a stream that finds a place, and by none that does not', async () => {
    const person = await alice({ breaker: { failures: 1, openMs: 5000 }, budgets: { streams: 1 } })
    const call = (topic: string) => person.call('greedy', `/api/events?topic=${topic}`)
    const headers = [['Content-Type', 'text/event-stream']] as const
    await answer('/api/events', { headers, body: 'data: 1\n\n', then: 'open' })
    const held = await call('orders')
    // Calls and streams of one service share its breaker.
    const path = newPath()
    await answerJson(path, {}, 503)
    expect(await statuses(2, () => person.call('greedy', path))).toEqual([503, 503])
    passTime(5000)
    expect(await problemOf(await call('orders'))).toEqual([429, 'budget_exhausted'])
    await held.body?.cancel()
    const tried = await call('orders')
    expect(tried.status).toBe(200)
    await tried.body?.cancel()
    // Nor does one that the breaker refuses keep its place.
    await statuses(1, () => person.call('greedy', path))
    expect(await problemOf(await call('orders'))).toEqual([503, 'circuit_open'])
    passTime(5000)
    const again = await call('orders')
    expect(again.status).toBe(200)
    await again.body?.cancel()
  })

  test('is seen in the figures', async () => {
    const person = await alice({ breaker })
    const path = newPath()
    await answerJson(path, {}, 504)
    await statuses(5, () => person.call('greedy', path))
    const figures = await figuresOf(person)
    expect(figures).toContain('breaker_opened greedy 1')
    expect(figures).toContain('upstream_error greedy circuit_open 2')
  })
})

describe('a call of which nothing is heard', () => {
  const hangsUp = { raw: '', then: 'reset' } as const

  test('is made once more where that changes nothing', async () => {
    const person = await alice({})
    const path = newPath()
    await answer(path, hangsUp)
    expect((await person.call('greedy', path)).status).toBe(502)
    expect(await seen(path)).toHaveLength(2)
    expect(await figuresOf(person)).toContain('upstream_retried greedy 1')
  })

  test('is made once where it may have changed something', async () => {
    const person = await alice({})
    const path = newPath()
    await answer(path, hangsUp)
    expect((await person.call('greedy', path, { method: 'POST', body: '{}' })).status).toBe(502)
    expect(await seen(path)).toHaveLength(1)
  })
})

/** `metric plugin reason count`, one line for each series. */
async function figuresOf(person: Person): Promise<readonly string[]> {
  interface Total {
    readonly metric: string
    readonly plugin: string
    readonly reason: string
    readonly count: number
  }
  const response = await byToken(person.tenant, '/api/ops/metrics', { method: 'GET' })
  const { totals }: { readonly totals: readonly Total[] } = JSON.parse(await response.text())
  return totals.map((total) => {
    return [total.metric, total.plugin, total.reason, total.count].filter((part) => part !== '').join(' ')
  })
}
