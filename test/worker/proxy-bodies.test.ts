/** Bodies of calls: forwarded as they came, counted as they pass, and never half of one for the whole (requirement 12). */
import { describe, expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { newTenant } from './fixture.ts'
import { answerJson, seen, seenOnce } from './network.ts'

const CALLER = {
  id: 'caller',
  version: '1.2.3',
  permissions: {
    api: [
      { method: 'POST', path: '/api/crud/items/*' },
      { method: 'PUT', path: '/api/crud/items/*' },
    ],
  },
}
const person = await (await newTenant({ plugins: [CALLER], settings: { limits: { requestBytes: 4096 } } })).signIn()

async function newItem(): Promise<string> {
  const item = `/api/crud/items/${crypto.randomUUID()}`
  await answerJson(item, {})
  return item
}

describe('requirement 12: bodies', () => {
  test('a body is forwarded as it came, with its type', async () => {
    const item = await newItem()
    await person.call('caller', item, { method: 'POST', body: '{"name":"Bült"}' })
    const { method, body, headers } = await seenOnce(item)
    expect([method, body]).toEqual(['POST', '{"name":"Bült"}'])
    expect(Object.fromEntries(headers)).toMatchObject({ 'content-type': 'application/json' })
  })

  test('over the limit, declared: 413, and no request to the upstream', async () => {
    const item = await newItem()
    const response = await person.call('caller', item, { method: 'POST', body: 'x'.repeat(4097) })
    expect(await problemOf(response)).toEqual([413, 'body_too_large'])
    expect(await seen(item)).toEqual([])
  })

  test('over the limit, of unknown length: 413, and the upstream gets no whole request', async () => {
    const item = await newItem()
    const body = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 5; index += 1) controller.enqueue(new Uint8Array(1000))
        controller.close()
      },
    })
    const response = await person.call('caller', item, { method: 'POST', body })
    expect(await problemOf(response)).toEqual([413, 'body_too_large'])
    for (const request of await seen(item)) expect(request.body).toBe('(broken off)')
  })

  test('that break off midway are never taken for whole ones', async () => {
    const item = await newItem()
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1000))
        controller.error(new Error('the browser is gone'))
      },
    })
    const response = await person.call('caller', item, { method: 'POST', body, bindings: {} })
    expect(await problemOf(response)).toEqual([502, 'upstream_unreachable'])
    for (const request of await seen(item)) expect(request.body).toBe('(broken off)')
  })

  test('of exactly the limit, of unknown length, passes', async () => {
    const item = await newItem()
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('x'.repeat(4096)))
        controller.close()
      },
    })
    expect((await person.call('caller', item, { method: 'PUT', body })).status).toBe(200)
    expect((await seenOnce(item)).body).toHaveLength(4096)
  })
})
