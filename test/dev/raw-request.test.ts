import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawRequest } from '../../dev/raw-request.ts'

let port = 0
let server: Server

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    if (incoming.url === '/empty') {
      outgoing.writeHead(304).end()
      return
    }
    outgoing.setHeader('Set-Cookie', ['a=1', 'b=2'])
    outgoing.end(JSON.stringify({ url: incoming.url, headers: incoming.rawHeaders }))
  })
  port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
})

afterAll(() => {
  server.close()
})

test('path and headers arrive byte for byte, a header twice if it is given twice', async () => {
  const headers = [
    ['X-Plugin-Id', 'a'],
    ['X-Plugin-Id', 'b'],
  ] as const
  const response = await rawRequest(port, 'acme.localhost:8787', '/api/../x/..%2f//;a', { headers })
  const seen: { url: string; headers: string[] } = JSON.parse(await response.text())
  expect(seen.url).toBe('/api/../x/..%2f//;a')
  expect(seen.headers.slice(0, 6)).toEqual(['Host', 'acme.localhost:8787', 'X-Plugin-Id', 'a', 'X-Plugin-Id', 'b'])
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

test('an answer that may have no body has none', async () => {
  const response = await rawRequest(port, 'acme.localhost', '/empty')
  expect([response.status, response.body]).toEqual([304, null])
})
