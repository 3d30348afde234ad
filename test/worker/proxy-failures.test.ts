/** An upstream that fails: 502 or 504, said in general, and never half an answer taken for a whole one (section 3). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant } from './fixture.ts'
import { answer, NETWORK, push, seen } from './network.ts'

const CALLER = {
  id: 'caller',
  version: '1.0.0',
  permissions: {
    api: [
      { method: 'GET', path: '/api/crud/items/:id' },
      { method: 'GET', path: '/api/hasty/:id' },
      { method: 'GET', path: '/api/endless/:id' },
      { method: 'GET', path: '/api/gone/:id' },
    ],
  },
}
const person = await (
  await newTenant({
    plugins: [CALLER],
    settings: { limits: { responseBytes: 100_000 } },
    services: {
      hasty: { url: NETWORK, firstByteMs: 100, totalMs: 100 },
      endless: { url: NETWORK, firstByteMs: 1000, totalMs: 1000 },
      // Port 1 is assigned to a service that nobody runs.
      gone: { url: 'http://127.0.0.1:1' },
    },
    routes: [
      { path: '/api/hasty/:id', methods: ['GET'], service: 'hasty' },
      { path: '/api/endless/:id', methods: ['GET'], service: 'endless' },
      { path: '/api/gone/:id', methods: ['GET'], service: 'gone' },
    ],
  })
).signIn()

type Scripted = Parameters<typeof answer>[1]

async function answered(scripted: Scripted, service = 'crud/items'): Promise<Response> {
  const path = `/api/${service}/${crypto.randomUUID()}`
  await answer(path, scripted)
  return person.call('caller', path)
}

describe('requirement 11: redirects', () => {
  test.each([300, 301, 302, 303, 305, 307, 308])('%d is not followed and not passed on', async (status) => {
    const target = `/api/crud/items/${crypto.randomUUID()}`
    const response = await answered({ status, headers: [['Location', NETWORK + target]] })
    expect(response.headers.get('Location')).toBeNull()
    expect(await problemOf(response)).toEqual([502, 'upstream_refused'])
    expect(await seen(target)).toEqual([])
  })
})

describe('an upstream that asks the browser for something', () => {
  test('401 with a challenge would open a password dialog: 502', async () => {
    const response = await answered({ status: 401, headers: [['WWW-Authenticate', 'Basic realm="x"']] })
    expect(response.headers.get('WWW-Authenticate')).toBeNull()
    expect(await problemOf(response)).toEqual([502, 'upstream_refused'])
  })

  test("401 without one is the service's to say", async () => {
    expect((await answered({ status: 401, body: '{}' })).status).toBe(401)
  })

  test('requirement 9: 101 is no answer', async () => {
    const raw = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
    const response = await answered({ raw })
    expect(response.status).toBe(502)
  })
})

describe('an upstream that is broken: 502', () => {
  test('nobody listens', async () => {
    expect(await problemOf(await person.call('caller', '/api/gone/1'))).toEqual([502, 'upstream_unreachable'])
  })

  test.each([
    ['no byte at all', ''],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a torn head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    [
      'a body shorter than declared',
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":',
    ],
    ['no body where one was declared', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'],
    ['a chunk that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno\r\n'],
    ['gzip that is none', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nplain'],
  ])('%s', async (_, raw) => {
    expect(await problemOf(await answered({ raw }))).toEqual([502, 'upstream_unreachable'])
  })

  test('an answer that is declared over the size limit', async () => {
    const headers = [['Content-Length', '100001']] as const
    expect(await problemOf(await answered({ headers, body: 'x', then: 'open' }))).toEqual([502, 'upstream_refused'])
  })
})

describe('an upstream that is slow: 504', () => {
  test.each<[string, Scripted]>([
    ['no byte', { then: 'silent' }],
    ['headers, and no body', { headers: [['Content-Type', 'application/json']], then: 'open' }],
    ['headers, and no body of the length declared', { headers: [['Content-Length', '10']], then: 'open' }],
  ])('%s', async (_, scripted) => {
    expect(await problemOf(await answered(scripted, 'hasty'))).toEqual([504, 'upstream_timeout'])
  })
})

describe("requirement 12: an answer that goes wrong after it began breaks in the caller's hands", () => {
  test.each<[string, Scripted, string]>([
    ['more bytes than the limit', { body: 'x'.repeat(1000), times: 101 }, 'crud/items'],
    ['a bomb', { headers: [['Content-Encoding', 'gzip']], body: 'x'.repeat(5_000_000), gzip: true }, 'crud/items'],
    ['a connection that is cut', { body: 'x'.repeat(1000), then: 'reset' }, 'crud/items'],
    ['an end that never comes', { body: 'x', then: 'open' }, 'endless'],
  ])('%s', async (_, scripted, service) => {
    const response = await answered(scripted, service)
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow()
  })

  test('as many bytes as the limit pass', async () => {
    const response = await answered({ body: 'x'.repeat(1000), times: 100 })
    expect((await response.arrayBuffer()).byteLength).toBe(100_000)
  })
})

test('an answer of unknown length is handed on while it comes', async () => {
  const path = `/api/crud/items/${crypto.randomUUID()}`
  await answer(path, { body: 'first ', then: 'open' })
  const reader = (await person.call('caller', path)).body?.pipeThrough(new TextDecoderStream()).getReader()
  expect(await reader?.read()).toEqual({ done: false, value: 'first ' })
  await push(path, 'second')
  expect(await reader?.read()).toEqual({ done: false, value: 'second' })
  await reader?.cancel()
})

test('requirement 38: a problem tells neither address nor cause', async () => {
  const response = await person.call('caller', '/api/gone/1')
  const text = await response.text()
  expect(Object.keys(JSON.parse(text))).toEqual(['status', 'code', 'title', 'requestId'])
  expect(text).not.toMatch(/127\.0\.0\.1|Error|stack|at /)
})
