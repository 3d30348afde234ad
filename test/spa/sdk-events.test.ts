/** Events between plugins: who may say and hear what, and what a listener gets. */
import { expect, test } from 'vitest'
import { createEventHub, createSdk, type EventTopics, type PluginEvent, ProblemError } from '../../spa/sdk/index.ts'

const SAYS: EventTopics = { publishes: ['orders.selected'], subscribes: [] }
const HEARS: EventTopics = { publishes: [], subscribes: ['orders.selected'] }

function arrange(declared: Record<string, EventTopics>) {
  const faults: unknown[] = []
  const events = createEventHub((id) => declared[id] ?? null)
  const open = (id: string) => {
    return createSdk(
      { id, version: '1.0.0' },
      {
        fetch: () => Promise.reject(new Error('nothing is sent')),
        csrfToken: () => '',
        onHandlerError: (fault) => faults.push(fault),
        events,
      },
    )
  }
  return { declared, open, faults }
}

function codeOf(call: () => unknown): string {
  try {
    call()
    return 'none'
  } catch (error) {
    return error instanceof ProblemError ? error.code : String(error)
  }
}

const told = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('what one declares published and the other subscribed passes, and says who spoke', async () => {
  const { open } = arrange({ orders: SAYS, inventory: HEARS })
  const heard: PluginEvent[] = []
  open('inventory').sdk.events.subscribe('orders.selected', (event) => heard.push(event))
  open('orders').sdk.events.publish('orders.selected', { id: 7 })
  expect(heard).toEqual([])
  await told()
  expect(heard).toEqual([{ topic: 'orders.selected', payload: { id: 7 }, from: { id: 'orders', version: '1.0.0' } }])
})

test.each([
  ['nobody declares it', {}, 'topic_undeclared'],
  ['it declares only to hear it', { orders: HEARS }, 'topic_undeclared'],
  ['another declares it', { inventory: SAYS }, 'topic_undeclared'],
  ['it declares what is above it', { orders: { publishes: ['orders'], subscribes: [] } }, 'topic_undeclared'],
  ['it declares it', { orders: SAYS }, 'none'],
])('publishing where %s: %s', (_, declared, code) => {
  const { sdk } = arrange(declared).open('orders')
  expect(codeOf(() => sdk.events.publish('orders.selected', null))).toBe(code)
})

test.each([
  ['nobody declares it', {}, 'topic_undeclared'],
  ['it declares only to say it', { orders: SAYS }, 'topic_undeclared'],
  ['it declares it', { orders: HEARS }, 'none'],
])('listening where %s', (_, declared, code) => {
  const { sdk } = arrange(declared).open('orders')
  expect(codeOf(() => sdk.events.subscribe('orders.selected', () => undefined))).toBe(code)
})

test('a listener whose declaration was taken back hears nothing more', async () => {
  const { open, declared } = arrange({ orders: SAYS, inventory: HEARS })
  let heard = 0
  open('inventory').sdk.events.subscribe('orders.selected', () => (heard += 1))
  const { sdk } = open('orders')
  sdk.events.publish('orders.selected', 1)
  delete declared['inventory']
  await told()
  expect(heard).toBe(0)
})

test('a payload is a frozen copy: neither side changes the other', async () => {
  const { open } = arrange({ orders: SAYS, inventory: HEARS })
  const heard: PluginEvent[] = []
  open('inventory').sdk.events.subscribe('orders.selected', (event) => heard.push(event))
  const mine = { list: [{ id: 1 }] }
  open('orders').sdk.events.publish('orders.selected', mine)
  mine.list.push({ id: 2 })
  await told()
  const payload = heard[0]?.payload
  expect(payload).toEqual({ list: [{ id: 1 }] })
  expect([payload, Reflect.get(Object(payload), 'list'), heard[0]].every((part) => Object.isFrozen(part))).toBe(true)
  expect(Object.isFrozen(mine)).toBe(false)
})

const circle: Record<string, unknown> = {}
circle['self'] = circle

test.each([
  ['a circle', circle],
  ['a function', () => undefined],
  ['nothing', undefined],
  ['a number too large for JSON', 1n],
  ['more than 64 Ki characters', 'x'.repeat(65_536)],
])('%s is no payload', (_, payload) => {
  const { sdk } = arrange({ orders: SAYS }).open('orders')
  expect(codeOf(() => sdk.events.publish('orders.selected', payload))).toBe('payload_refused')
})

test('an error of a listener reaches neither the publisher nor the next listener', async () => {
  const { open, faults } = arrange({ orders: SAYS, inventory: HEARS, sales: HEARS })
  const heard: string[] = []
  open('inventory').sdk.events.subscribe('orders.selected', () => {
    throw new Error('mine')
  })
  open('sales').sdk.events.subscribe('orders.selected', () => heard.push('sales'))
  open('orders').sdk.events.publish('orders.selected', null)
  await told()
  expect(heard).toEqual(['sales'])
  expect(faults).toEqual([new Error('mine')])
})

test('who unsubscribes before it is told is not told', async () => {
  const { open } = arrange({ orders: SAYS, inventory: HEARS })
  let heard = 0
  const stop = open('inventory').sdk.events.subscribe('orders.selected', () => (heard += 1))
  open('orders').sdk.events.publish('orders.selected', null)
  stop()
  await told()
  expect(heard).toBe(0)
})
