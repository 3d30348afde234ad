/** Topics of event streams that are nobody's to read. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

/** No topic, or not one. */
const MALFORMED: readonly string[] = [
  '',
  '?',
  '?topic',
  '?topic=',
  '?topic=orders&topic=orders',
  '?topic=orders&topic=news.eu',
  '?topic=orders&tenant=globex.localhost',
  '?topic=orders&x=1',
  '?Topic=orders',
  '?topic[]=orders',
  '?topic=orders;x',
  '?topic=orders%20',
  '?topic=%20orders',
  '?topic=orders%00',
  '?topic=orders%0a',
  '?topic=orders%0d%0aX:1',
  '?topic=orders/',
  '?topic=orders/secret',
  '?topic=globex.localhost/orders',
  '?topic=../globex.localhost/orders',
  '?topic=..%2fglobex.localhost%2forders',
  '?topic=orders%23',
  '?topic=orders%3fx',
  '?topic=orders%26topic=globex.localhost/orders',
  '?topic=orders.',
  '?topic=.orders',
  '?topic=orders..eu',
  '?topic=orders*',
  '?topic=*',
  '?topic=%2a',
  '?topic=orders,news.eu',
  '?topic=orders+news',
  '?topic=%6frders%20',
  '?topic=%25',
  '?topic=%E2%80%8Borders',
  '?topic=%D0%BErders',
  `?topic=${'a'.repeat(129)}`,
  `?${Array.from({ length: 500 }, () => 'topic=orders').join('&')}`,
  `?topic=${Array.from({ length: 500 }, (_, at) => `orders.${at}`).join(',')}`,
]

/** Well formed, and granted to nobody here. */
const OFF_THE_LIST: readonly string[] = [
  'orders-secret',
  'orders_secret',
  'orders:secret',
  'ordersx',
  'order',
  'Orders',
  'ORDERS',
  'news',
  'news.us',
  'news.eux',
  'news-eu',
  'payroll',
  'acme.localhost',
  'globex.localhost',
  'constructor',
  '__proto__',
]

/** Of the path that carries the streams. */
const NO_STREAM: readonly string[] = [
  '/api/events/?topic=orders',
  '/api//events?topic=orders',
  '/api/event%73?topic=orders',
  '/api/events;x?topic=orders',
]

const as = (plugin: string): Pick<Attack, 'without' | 'headers'> => ({
  without: ['X-Plugin-Id'],
  headers: [['X-Plugin-Id', plugin]],
})

const rows: readonly Attack[] = [
  ...MALFORMED.map((query): Attack => ({ ...about(query), answer: [400, 'path_not_canonical'] })),
  ...OFF_THE_LIST.map((topic): Attack => ({ ...about(`?topic=${topic}`), answer: [403, 'allowlist_violation'] })),
  ...NO_STREAM.map((target): Attack => ({
    requirement: 28,
    title: target,
    target,
    answer: [400, 'path_not_canonical'],
  })),
  ...['hello', 'inventory', 'sales-analytics'].map((plugin): Attack => ({
    ...about('?topic=orders'),
    title: `orders for ${plugin}, which has none`,
    ...as(plugin),
    answer: [403, 'allowlist_violation'],
  })),
  ...['POST', 'PUT', 'DELETE'].map((method): Attack => ({
    ...about('?topic=orders'),
    title: `${method} of a stream`,
    method,
    answer: [403, 'allowlist_violation'],
  })),
  {
    ...about('?topic=orders'),
    title: 'HEAD of a stream',
    method: 'HEAD',
    answer: [405, 'method_not_allowed'],
  },
  {
    ...about('?topic=orders'),
    title: 'as EventSource asks, without the header',
    without: ['X-Plugin-Id'],
    headers: [['Accept', 'text/event-stream']],
    answer: [403, 'plugin_header_invalid'],
  },
  {
    ...about('?topic=orders'),
    title: 'Alice’s session at Globex',
    host: 'globex.localhost:$PORT$',
    answer: [401, 'signed_out'],
  },
]

function about(query: string): Pick<Attack, 'requirement' | 'title' | 'target'> {
  return { requirement: 28, title: query.slice(0, 70), target: `/api/events${query}` }
}

describe('topics', () => {
  testAttacks(rows)
})
