import { describe, expect, test } from 'vitest'
import { grantFor, leastGrants, leastTopics, printGrant, type SeenCall } from '../../src/core/least-grants.ts'

function seen(line: string): SeenCall {
  const [method = 'GET', path = ''] = line.split(' ')
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
  return { method: methods.find((each) => each === method) ?? 'GET', segments: path.slice(1).split('/') }
}

const UUIDS = ['0190a6c2-8d1f-7c3a-9b1e-2f4d5a6b7c8d', '7f9c24e8-3b12-4fef-91e0-5a0c2b3d4e5f'] as const

describe('the least that admits what was called', () => {
  test.each<readonly [calls: readonly string[], grants: readonly string[]]>([
    [[], []],
    [['GET /api/crud/items'], ['- { method: GET, path: /api/crud/items }']],
    [
      [`GET /api/crud/items/${UUIDS[0]}`, `GET /api/crud/items/${UUIDS[1]}`],
      ['- { method: GET, path: /api/crud/items/:id, params: { id: uuid } }'],
    ],
    [
      ['GET /api/crud/items/1', 'GET /api/crud/items/22', 'GET /api/crud/items'],
      ['- { method: GET, path: /api/crud/items }', '- { method: GET, path: /api/crud/items/:id, params: { id: int } }'],
    ],
    // A shape only where all samples agree.
    [
      ['GET /api/crud/items/1', `GET /api/crud/items/${UUIDS[0]}`],
      ['- { method: GET, path: /api/crud/items/:id, params: { id: slug } }'],
    ],
    // A day that there is not is a word.
    [['GET /api/sales/2026-02-30'], ['- { method: GET, path: /api/sales/2026-02-30 }']],
    [['GET /api/sales/2026-02-28'], ['- { method: GET, path: /api/sales/:id, params: { id: date } }']],
    [
      ['GET /api/crud/orders/7/lines/3', 'GET /api/crud/orders/8/lines/1'],
      ['- { method: GET, path: /api/crud/orders/:orderId/lines/:lineId, params: { orderId: int, lineId: int } }'],
    ],
    // Two words are words; three in one place are names.
    [
      ['GET /api/crud/items/open', 'GET /api/crud/items/closed'],
      ['- { method: GET, path: /api/crud/items/closed }', '- { method: GET, path: /api/crud/items/open }'],
    ],
    [
      ['GET /api/crud/items/red-chair', 'GET /api/crud/items/blue-sofa', 'GET /api/crud/items/green-lamp'],
      ['- { method: GET, path: /api/crud/items/:id, params: { id: slug } }'],
    ],
    // What names a collection stays one, however many there are.
    [
      ['GET /api/crud/items', 'GET /api/crud/people', 'GET /api/crud/places'],
      [
        '- { method: GET, path: /api/crud/items }',
        '- { method: GET, path: /api/crud/people }',
        '- { method: GET, path: /api/crud/places }',
      ],
    ],
    // Names are counted among calls of one method, one length and the same other words.
    [
      ['GET /api/crud/items/red', 'POST /api/crud/items/blue', 'GET /api/crud/items/green'],
      [
        '- { method: POST, path: /api/crud/items/blue }',
        '- { method: GET, path: /api/crud/items/green }',
        '- { method: GET, path: /api/crud/items/red }',
      ],
    ],
    [
      ['GET /api/crud/items/red', 'GET /api/crud/items/blue', 'GET /api/crud/items/green/parts'],
      [
        '- { method: GET, path: /api/crud/items/blue }',
        '- { method: GET, path: /api/crud/items/green/parts }',
        '- { method: GET, path: /api/crud/items/red }',
      ],
    ],
    [
      ['GET /api/crud/items/red', 'GET /api/crud/items/blue', 'GET /api/crud/people/green'],
      [
        '- { method: GET, path: /api/crud/items/blue }',
        '- { method: GET, path: /api/crud/items/red }',
        '- { method: GET, path: /api/crud/people/green }',
      ],
    ],
    [
      ['GET /api/crud/1/red', 'GET /api/crud/2/blue', 'GET /api/crud/3/green'],
      ['- { method: GET, path: /api/crud/:crudId/:id2, params: { crudId: int, id2: slug } }'],
    ],
    [
      ['GET /api/crud/1/red', 'GET /api/crud/2/blue', 'GET /api/crud/all/green'],
      [
        '- { method: GET, path: /api/crud/:id/blue, params: { id: int } }',
        '- { method: GET, path: /api/crud/:id/red, params: { id: int } }',
        '- { method: GET, path: /api/crud/all/green }',
      ],
    ],
    [
      ['GET /api/crud/class-list/7/stress/8/stress/9'],
      [
        '- { method: GET, path: /api/crud/class-list/:id1/stress/:stresId/stress/:id3, params: { id1: int, stresId: int, id3: int } }',
      ],
    ],
    // What no literal can be is a name without a shape.
    [['GET /api/crud/items/Zoë'], ['- { method: GET, path: /api/crud/items/:id }']],
    [
      ['POST /api/crud/items', 'GET /api/crud/items'],
      ['- { method: GET, path: /api/crud/items }', '- { method: POST, path: /api/crud/items }'],
    ],
  ])('%j', (calls, grants) => {
    expect(leastGrants(calls.map(seen)).map(printGrant)).toEqual(grants)
  })

  test('is the same in whatever order the calls came, and however often', () => {
    const calls = ['GET /api/crud/items/1', 'PUT /api/crud/items/2', 'GET /api/crud/items/3'].map(seen)
    expect(leastGrants([...calls.toReversed(), ...calls])).toEqual(leastGrants(calls))
  })
})

test('one call alone is what a refusal is answered with', () => {
  expect(printGrant(grantFor(seen(`DELETE /api/crud/items/${UUIDS[0]}`)))).toBe(
    '- { method: DELETE, path: /api/crud/items/:id, params: { id: uuid } }',
  )
})

test.each<readonly [topics: readonly string[], prefixes: readonly string[]]>([
  [[], []],
  [['orders'], ['orders']],
  [['orders.eu.new', 'orders.eu.new'], ['orders.eu.new']],
  [['orders.eu.new', 'orders.eu.paid'], ['orders.eu']],
  [
    ['orders.eu', 'orders', 'stock.low'],
    ['orders', 'stock.low'],
  ],
  [
    ['orders.eu', 'orders-secret'],
    ['orders-secret', 'orders.eu'],
  ],
])('topics %j need the prefixes %j', (topics, prefixes) => {
  expect(leastTopics(topics)).toEqual(prefixes)
})
