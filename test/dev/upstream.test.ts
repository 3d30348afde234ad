/** The development services, as the gateway sees them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePorts } from '../../dev/ports.ts'
import { rawRequest } from '../../dev/raw-request.ts'
import { EventReader } from './event-reader.ts'
import { GatewayKeys, type Signing } from './gateway-keys.ts'
import { Started } from './process.ts'

const ACME = 'acme.localhost'
const GLOBEX = 'globex.localhost'
const STRANGE_ID = '00000000-0000-4000-8000-000000000000'

let keys: GatewayKeys
let upstream: Started
let origin: string

/** Starting a process on a busy machine. */
const START_MS = 30_000

beforeAll(async () => {
  keys = await GatewayKeys.start()
  const { upstreamPort: port } = await freePorts()
  origin = `http://127.0.0.1:${port}`
  upstream = new Started('dev/upstream/index.ts', {
    UPSTREAM_PORT: String(port),
    JWKS_URL: keys.url,
    ORDERS_EVERY_MS: '0',
    HEARTBEAT_MS: '50',
    UPSTREAM_TEST_CONTROL: '1',
  })
  await upstream.ready(`${origin}/healthz`)
}, START_MS)

afterAll(async () => {
  await upstream.stop()
  keys.stop()
})

interface CallInit {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly tenant?: string
}

async function call(path: string, init: CallInit = {}): Promise<Response> {
  const service = path.split(/[/?]/)[2] ?? ''
  const token = await keys.sign({ service, tenant: init.tenant ?? ACME })
  return fetch(`${origin}${path}`, {
    method: init.method ?? 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...init.headers },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  })
}

function control(path: string, method = 'POST'): Promise<Response> {
  return fetch(`${origin}/_test/${path}`, { method })
}

/** Narrows what JSON gave us, member by member. */
function member(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => {
    return typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
  }, value)
}

describe('the assertion of the gateway', () => {
  async function withToken(token: string): Promise<Response> {
    return fetch(`${origin}/api/crud/items`, { headers: { Authorization: token } })
  }

  test('is accepted when it is right', async () => {
    expect((await withToken(`Bearer ${await keys.sign({ service: 'crud' })}`)).status).toBe(200)
  })

  test.each<[string, Signing]>([
    ['for another service', { service: 'sales' }],
    ['of another issuer', { service: 'crud', claims: { iss: 'somebody' } }],
    ['that is over', { service: 'crud', expiresInSeconds: -10 }],
    ['that lives too long', { service: 'crud', expiresInSeconds: 600 }],
    ['without an end', { service: 'crud', without: 'exp' }],
    ['without a subject', { service: 'crud', without: 'sub' }],
    ['without a tenant', { service: 'crud', without: 'tenant' }],
    ['with a tenant that is no host', { service: 'crud', claims: { tenant: 'acme.localhost/x' } }],
    ['with a list of tenants', { service: 'crud', claims: { tenant: [ACME] } }],
    ['without a plugin', { service: 'crud', without: 'plugin' }],
    ['without a plugin version', { service: 'crud', without: 'plugin_version' }],
    ['with an unknown key id', { service: 'crud', kid: 'other' }],
  ])('%s is refused', async (_what, signing) => {
    const answer = await withToken(`Bearer ${await keys.sign(signing)}`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  test('signed by another key is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    expect((await withToken(`Bearer ${await keys.sign({ service: 'crud', key: privateKey })}`)).status).toBe(401)
  })

  test.each([
    ['none', ''],
    ['another scheme', 'Basic YTpi'],
    ['nonsense', 'Bearer a.b.c'],
    ['an unsigned one', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ])('%s instead is refused', async (_what, header) => {
    expect((await withToken(header)).status).toBe(401)
  })

  test.each(['/api/crud/items', '/api/sales/summary', '/api/events?topic=acme.localhost/orders'])(
    'is asked for by %s',
    async (path) => {
      expect((await fetch(`${origin}${path}`)).status).toBe(401)
    },
  )

  test('cannot be checked while the keys are away: 503, not 401', { timeout: START_MS }, async () => {
    const { upstreamPort: port } = await freePorts()
    const lonely = new Started('dev/upstream/index.ts', {
      UPSTREAM_PORT: String(port),
      JWKS_URL: 'http://127.0.0.1:1/jwks.json',
    })
    try {
      await lonely.ready(`http://127.0.0.1:${port}/healthz`)
      const token = await keys.sign({ service: 'crud' })
      const headers = { Authorization: `Bearer ${token}` }
      expect((await fetch(`http://127.0.0.1:${port}/api/crud/items`, { headers })).status).toBe(503)
      expect((await fetch(`http://127.0.0.1:${port}/api/faults/html`, { headers })).status).toBe(404)
      expect((await fetch(`http://127.0.0.1:${port}/_test/requests`)).status).toBe(404)
    } finally {
      await lonely.stop()
    }
  })
})

describe('items', () => {
  const input = {
    sku: 'TST-0001',
    name: 'Test lamp',
    category: 'Electrical',
    location: 'Hall A / 07',
    quantity: 3,
    reorderLevel: 1,
    unitPriceCents: 1_999,
  }

  async function created(tenant: string, sku: string): Promise<{ path: string; etag: string }> {
    const answer = await call('/api/crud/items', { method: 'POST', body: { ...input, sku }, tenant })
    expect(answer.status).toBe(201)
    return { path: answer.headers.get('location') ?? '', etag: answer.headers.get('etag') ?? '' }
  }

  test('come in pages, by name, with a total', async () => {
    const tenant = 'paging.localhost'
    const first = await (await call('/api/crud/items?limit=10', { tenant })).json()
    const second = await (await call('/api/crud/items?limit=10&offset=10', { tenant })).json()
    expect(first).toMatchObject({ total: 26, limit: 10, offset: 0 })
    const names = [first, second].flatMap((page) =>
      Array.from({ length: 10 }, (_, at) => member(page, 'items', at, 'name')),
    )
    expect(new Set(names).size).toBe(20)
    expect(names).toEqual(names.toSorted((a, b) => String(a).localeCompare(String(b), 'en', { sensitivity: 'base' })))
  })

  test.each([
    ['torque', 1],
    ['TORQUE', 1],
    ['wrk-0100', 1],
    ['hall b', 7],
    ['100%', 0],
    ["'; DROP TABLE items; --", 0],
  ])('searched for %s are %i', async (q, total) => {
    const answer = await call(`/api/crud/items?q=${encodeURIComponent(q)}`)
    expect(await answer.json()).toMatchObject({ total })
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'offset=-1', 'offset=1.5'])('%s is not valid', async (query) => {
    const answer = await call(`/api/crud/items?${query}`)
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'invalid', errors: [{ field: query.split('=')[0] }] })
  })

  test('are made, read, changed and removed', async () => {
    const { path, etag } = await created(ACME, 'TST-0001')
    const read = await call(path)
    expect(read.headers.get('etag')).toBe(etag)
    expect(await read.json()).toMatchObject({ ...input, currency: 'EUR', version: 1 })
    const changed = await call(path, { method: 'PUT', body: { ...input, quantity: 2 } })
    expect(await changed.json()).toMatchObject({ quantity: 2, version: 2 })
    expect((await call(path, { method: 'DELETE' })).status).toBe(204)
    expect((await call(path)).status).toBe(404)
  })

  test('are not overwritten unseen', async () => {
    const { path, etag } = await created(ACME, 'TST-0002')
    const stale = { 'If-Match': etag }
    expect((await call(path, { method: 'PUT', body: { ...input, sku: 'TST-0002' }, headers: stale })).status).toBe(200)
    const late = await call(path, { method: 'PUT', body: { ...input, sku: 'TST-0002' }, headers: stale })
    expect(late.status).toBe(412)
    expect(await late.json()).toMatchObject({ code: 'changed' })
    expect((await call(path, { method: 'DELETE', headers: stale })).status).toBe(412)
  })

  test('are not sent again unchanged', async () => {
    const { path, etag } = await created(ACME, 'TST-0003')
    expect((await call(path, { headers: { 'If-None-Match': etag } })).status).toBe(304)
  })

  test.each([
    ['sku', { sku: 'small letters' }],
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(121) }],
    ['category', { category: 7 }],
    ['quantity', { quantity: -1 }],
    ['quantity', { quantity: '3' }],
    ['reorderLevel', { reorderLevel: 1.5 }],
    ['unitPriceCents', { unitPriceCents: 1e12 }],
    ['sku', { sku: 'WRK-0100' }],
  ])('with a wrong %s are refused: %j', async (field, wrong) => {
    const answer = await call('/api/crud/items', { method: 'POST', body: { ...input, sku: 'TST-9999', ...wrong } })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'invalid', errors: [{ field }] })
  })

  test('name every wrong field at once', async () => {
    const answer = await call('/api/crud/items', { method: 'POST', body: {} })
    const body = await answer.json()
    const fields = Array.from({ length: 7 }, (_, at) => member(body, 'errors', at, 'field'))
    expect(new Set(fields)).toEqual(new Set(Object.keys(input)))
  })

  test('that are no JSON are refused', async () => {
    const headers = { Authorization: `Bearer ${await keys.sign({ service: 'crud' })}` }
    const answer = await fetch(`${origin}/api/crud/items`, { method: 'POST', headers, body: '{' })
    expect(answer.status).toBe(422)
  })

  test.each(['not-a-uuid', STRANGE_ID, '1'])('%s is not found', async (id) => {
    expect((await call(`/api/crud/items/${id}`)).status).toBe(404)
  })

  test('belong to their tenant alone', async () => {
    const { path } = await created(ACME, 'TST-0004')
    expect((await call(path, { tenant: GLOBEX })).status).toBe(404)
    expect((await call(path, { tenant: GLOBEX, method: 'PUT', body: { ...input, sku: 'TST-0004' } })).status).toBe(404)
    expect((await call(path, { tenant: GLOBEX, method: 'DELETE' })).status).toBe(404)
    expect((await call(path)).status).toBe(200)
    expect(await (await call('/api/crud/items?q=TST-0004', { tenant: GLOBEX })).json()).toMatchObject({ total: 0 })
  })
})

describe('sales', () => {
  test('cover two years by month, and the summary is of the second one', async () => {
    const byMonth = await (await call('/api/sales/by-month')).json()
    const months = Array.from({ length: 24 }, (_, at) => String(member(byMonth, 'months', at, 'month')))
    expect(member(byMonth, 'months', 'length')).toBe(24)
    expect(months).toEqual(months.toSorted())
    const revenue = months.map((_, at) => Number(member(byMonth, 'months', at, 'revenueCents')))
    const summary = await (await call('/api/sales/summary')).json()
    expect(summary).toMatchObject({ currency: 'EUR', from: months[12], to: months[23] })
    expect(member(summary, 'revenueCents')).toBe(revenue.slice(12).reduce((sum, cents) => sum + cents, 0))
  })

  test('have three regions whose shares are the whole', async () => {
    const body = await (await call('/api/sales/by-region')).json()
    const regions = [0, 1, 2].map((at) => member(body, 'regions', at, 'region'))
    const shares = [0, 1, 2].map((at) => Number(member(body, 'regions', at, 'share')))
    expect(regions).toEqual(['eu', 'us', 'apac'])
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  })

  test('of two tenants differ', async () => {
    const acme = await (await call('/api/sales/summary')).json()
    const globex = await (await call('/api/sales/summary', { tenant: GLOBEX })).json()
    expect(member(acme, 'revenueCents')).not.toBe(member(globex, 'revenueCents'))
  })
})

describe('events', () => {
  async function subscribe(topic: string, lastId?: string, tenant = ACME): Promise<EventReader> {
    const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId }
    const answer = await call(`/api/events?topic=${topic}`, { headers, tenant })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    return new EventReader(answer)
  }

  async function order(query: string): Promise<string> {
    const answer = await control(`orders?${query}`)
    return String(member(await answer.json(), 'events', 0, 'id'))
  }

  test('arrive as they happen, with growing ids', async () => {
    const reader = await subscribe(`${ACME}/orders`)
    const ids = [await order(`tenant=${ACME}`), await order(`tenant=${ACME}&region=apac`)]
    const [first, second] = [await reader.next(), await reader.next()]
    expect([first.id, second.id]).toEqual(ids)
    expect(Number(second.id)).toBeGreaterThan(Number(first.id))
    expect(first.event).toBe('order')
    expect(JSON.parse(second.data)).toMatchObject({ id: expect.stringMatching(/^ORD-\d+$/), region: 'apac' })
    await reader.cancel()
  })

  test('of a region are of that region alone', async () => {
    const reader = await subscribe(`${ACME}/orders.eu`)
    await order(`tenant=${ACME}&region=us`)
    const id = await order(`tenant=${ACME}&region=eu`)
    expect((await reader.next()).id).toBe(id)
    await reader.cancel()
  })

  test('of another tenant do not arrive', async () => {
    const reader = await subscribe(`${ACME}/orders`)
    await order(`tenant=${GLOBEX}`)
    const id = await order(`tenant=${ACME}`)
    expect((await reader.next()).id).toBe(id)
    await reader.cancel()
  })

  test('missed over a lost connection are sent at the next one, once and in order', async () => {
    const lost = await subscribe(`${ACME}/orders`)
    const seen = await order(`tenant=${ACME}`)
    expect((await lost.next()).id).toBe(seen)
    await control('drop-streams')
    await expect(lost.next()).rejects.toThrow('terminated')
    const missed = [await order(`tenant=${ACME}`), await order(`tenant=${ACME}`)]
    const reader = await subscribe(`${ACME}/orders`, seen)
    expect([(await reader.next()).id, (await reader.next()).id]).toEqual(missed)
    const live = await order(`tenant=${ACME}`)
    expect((await reader.next()).id).toBe(live)
    await reader.cancel()
  })

  test('a new subscriber starts from now', async () => {
    await order(`tenant=${ACME}`)
    const reader = await subscribe(`${ACME}/orders`)
    const id = await order(`tenant=${ACME}`)
    expect((await reader.next()).id).toBe(id)
    await reader.cancel()
  })

  test('a Last-Event-ID from before everything gets all that is remembered', async () => {
    const tenant = 'memory.localhost'
    const first = await order(`tenant=${tenant}`)
    const reader = await subscribe(`${tenant}/orders`, '17', tenant)
    expect((await reader.next()).id).toBe(first)
    await reader.cancel()
  })

  test('silence is broken by comments', async () => {
    const reader = await subscribe(`${ACME}/orders`)
    expect([await reader.block(), await reader.block()]).toEqual([': welcome', ': still here'])
    await reader.cancel()
  })

  test.each([
    [`topic=${GLOBEX}/orders`, 403],
    ['topic=orders', 403],
    ['', 403],
    [`topic=${ACME}/orders-secret`, 404],
    [`topic=${ACME}/orders.`, 404],
    [`topic=${ACME}/orders/eu`, 404],
    [`topic=${ACME}`, 404],
    [`topic=${ACME}/orders&topic=${ACME}/orders.eu`, 422],
  ])('%s is refused with %i', async (query, status) => {
    expect((await call(`/api/events?${query}`)).status).toBe(status)
  })
})

describe('a restart', () => {
  test('keeps the database, and misses no order on a stream that goes on', { timeout: START_MS }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upstream-'))
    const { upstreamPort: port } = await freePorts()
    const env = {
      UPSTREAM_PORT: String(port),
      UPSTREAM_DB: join(folder, 'data.sqlite'),
      JWKS_URL: keys.url,
      ORDERS_EVERY_MS: '20',
    }
    const headersFor = async (service: string) => ({ Authorization: `Bearer ${await keys.sign({ service })}` })
    const open = async (lastId?: string) => {
      const headers = { ...(await headersFor('events')), ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) }
      return new EventReader(await fetch(`http://127.0.0.1:${port}/api/events?topic=${ACME}/orders`, { headers }))
    }
    const items = async (init: RequestInit = {}) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/crud/items?q=kept`, {
        ...init,
        headers: await headersFor('crud'),
      })
      return member(await answer.json(), 'total')
    }
    const start = async () => {
      const started = new Started('dev/upstream/index.ts', env)
      await started.ready(`http://127.0.0.1:${port}/healthz`)
      return started
    }
    const before = await start()
    const body = {
      sku: 'TST-1',
      name: 'kept',
      category: 'a',
      location: 'b',
      quantity: 1,
      reorderLevel: 1,
      unitPriceCents: 1,
    }
    await items({ method: 'POST', body: JSON.stringify(body) })
    const seen = await (await open()).next()
    await before.stop()
    const again = await start()
    try {
      expect(await items()).toBe(1)
      const next = await (await open(seen.id)).next()
      expect(Number(next.id)).toBeGreaterThan(Number(seen.id))
    } finally {
      await again.stop()
      await rm(folder, { recursive: true })
    }
  })
})

describe('what attack tests assert on', () => {
  beforeEach(async () => {
    await control('requests', 'DELETE')
  })

  test('every request is recorded as it came, refused ones too', async () => {
    const port = Number(new URL(origin).port)
    const headers = { 'x-PLUGIN-id': 'hello' }
    await rawRequest(port, 'upstream', '/api/crud/items/%2e%2e?a=%20', { method: 'POST', headers, body: 'text' })
    await rawRequest(port, 'upstream', '/api//unknown/../x', { body: 'of a GET' })
    await rawRequest(port, 'upstream', '/api/faults/html')
    const recorded = await (await control('requests', 'GET')).json()
    expect(recorded).toMatchObject({
      requests: [
        { method: 'POST', url: '/api/crud/items/%2e%2e?a=%20', body: 'text' },
        { method: 'GET', url: '/api//unknown/../x', body: 'of a GET' },
        { method: 'GET', url: '/api/faults/html', body: '' },
      ],
    })
    expect(member(recorded, 'requests', 0, 'headers')).toContainEqual(['x-PLUGIN-id', 'hello'])
  })

  test.each([
    ['html', 200, 'text/html; charset=utf-8'],
    ['javascript', 200, 'text/javascript; charset=utf-8'],
    ['svg', 200, 'image/svg+xml'],
    ['no-type', 200, null],
    ['basic', 401, 'application/json'],
    ['status?code=418', 418, 'application/json'],
    ['nothing-of-the-kind', 404, 'application/json'],
  ])('the fault %s answers %i', async (name, status, type) => {
    const answer = await fetch(`${origin}/api/faults/${name}`)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe(type)
  })

  test('the fault redirect leads to a foreign host', async () => {
    const answer = await fetch(`${origin}/api/faults/redirect?status=307&to=http://evil.example/x`, {
      redirect: 'manual',
    })
    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'http://evil.example/x'])
  })

  test("the fault control-headers sends the gateway's own headers", async () => {
    const { headers } = await fetch(`${origin}/api/faults/control-headers`)
    expect(headers.getSetCookie()).toHaveLength(2)
    expect(headers.get('x-plugin-quarantined')).toBe('1')
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('clear-site-data')).toBe('"*"')
    expect(headers.get('service-worker-allowed')).toBe('/')
  })

  test.each(['reset', 'hang-up', 'garbage', 'two-framings', 'two-lengths', 'upgrade'])(
    'the fault %s is no answer',
    async (name) => {
      await expect(fetch(`${origin}/api/faults/${name}`)).rejects.toThrow('fetch failed')
    },
  )

  test.each(['close-midway', 'cut-chunks', 'short-body', 'bad-gzip'])('the fault %s breaks off', async (name) => {
    const answer = await fetch(`${origin}/api/faults/${name}`)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow('terminated')
  })

  test.each([
    ['huge?bytes=200000', '200000 undeclared'],
    ['huge?bytes=200000&declared=1', '200000 declared'],
    ['bomb?bytes=200000', '200000 undeclared'],
  ])('the fault %s sends %s bytes', async (name, expected) => {
    const answer = await fetch(`${origin}/api/faults/${name}`)
    const declared = answer.headers.has('content-length') ? 'declared' : 'undeclared'
    expect(`${(await answer.arrayBuffer()).byteLength} ${declared}`).toBe(expected)
  })

  test('the fault slow answers late, and only late', async () => {
    await expect(fetch(`${origin}/api/faults/slow`, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout')
    expect((await fetch(`${origin}/api/faults/slow?ms=1`)).status).toBe(200)
  })

  test('the faults drip and endless-events go on', async () => {
    const drip = await fetch(`${origin}/api/faults/drip?ms=5`)
    const reader = drip.body?.getReader()
    for (let read = 0; read < 3; read += 1) expect((await reader?.read())?.done).toBe(false)
    await reader?.cancel()
    const endless = new EventReader(await fetch(`${origin}/api/faults/endless-events?ms=5`))
    expect([(await endless.next()).id, (await endless.next()).id]).toEqual(['1', '2'])
    await endless.cancel()
  })
})
