/** A new version of the gateway while people work: its processes end and others begin, and what is open goes on. */
import { beforeAll, describe, expect, test } from 'vitest'
import { EventReader } from '../dev/event-reader.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { Upstream } from './fixture/upstream.ts'
import { signedIn, Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'
const ORDERS = '/api/events?topic=orders'

let stack: TestStack
let upstream: Upstream

beforeAll(async () => {
  stack = await useStack('laboratory')
  upstream = new Upstream(stack)
})

describe('a new version of the gateway', () => {
  test('ends no session and no sign-in under way, and a stream goes on where it was: no event is lost or doubled', async () => {
    const alice = await signedIn(stack, ACME, 'alice')
    const late = new Visitor(stack, ACME)
    const { callback } = await late.provider.signIn(await late.beginSignIn(), 'bob')
    const stream = new EventReader(await alice.call('orders-live', ORDERS))
    expect(await stream.block()).toBe(': welcome')
    const first = await upstream.order(ACME)
    expect(await stream.next()).toMatchObject({ id: first })

    await stack.restart('gateway')

    await expect(stream.next()).rejects.toThrow()
    const missed = [await upstream.order(ACME), await upstream.order(ACME)]
    expect((await alice.readSession()).subject.id).toBe('auth:account:demo:alice')
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': first }
    const again = new EventReader(await alice.call('orders-live', ORDERS, { headers }))
    expect(await again.block()).toBe(': welcome')
    const later = await upstream.order(ACME)
    expect([(await again.next()).id, (await again.next()).id, (await again.next()).id]).toEqual([...missed, later])
    await again.cancel()
    await (await late.comeBack(callback)).body?.cancel()
    expect((await late.readSession()).subject.id).toBe('auth:account:demo:bob')
  })
})
