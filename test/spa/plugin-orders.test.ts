import { expect, test } from 'vitest'
import { parseOrder, withOrder, type Order } from '../../spa/plugins/orders-live/src/order.ts'

function order(id: string): Order {
  return { id, at: '2026-11-01T08:00:00Z', customer: 'Fjord Energy', region: 'eu', totalCents: 100, currency: 'EUR' }
}

test('an event of the kind order is read', () => {
  expect(parseOrder({ type: 'order', data: JSON.stringify(order('1')) })).toEqual(order('1'))
})

test.each([
  ['another kind', { type: 'message', data: JSON.stringify(order('1')) }],
  ['no JSON', { type: 'order', data: '{' }],
  ['no amount', { type: 'order', data: JSON.stringify({ ...order('1'), totalCents: '1' }) }],
  ['nothing', { type: 'order', data: 'null' }],
])('an event with %s is passed over', (_, event) => {
  expect(parseOrder(event)).toBeNull()
})

test('newest first, no more than wanted, and none twice after a reconnect', () => {
  const orders = ['1', '2', '3', '3', '2', '4'].reduce<readonly Order[]>((all, id) => withOrder(all, order(id), 3), [])
  expect(orders.map(({ id }) => id)).toEqual(['4', '3', '2'])
})
