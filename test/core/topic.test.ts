import { describe, expect, test } from 'vitest'
import { admitsTopic, isLastEventId, isTopic, parseTopicQuery, upstreamTopic } from '../../src/core/topic.ts'

describe('requirement 28: topics of event streams', () => {
  test.each([
    [['orders'], 'orders'],
    [['orders'], 'orders.eu'],
    [['orders'], 'orders.eu.paid'],
    [['orders.eu'], 'orders.eu.paid'],
    [['stock', 'orders'], 'orders.eu'],
    [['urn:orders'], 'urn:orders.eu'],
  ])('%j admits %s', (prefixes, topic) => {
    expect(admitsTopic(prefixes, topic)).toBe(true)
  })

  test.each([
    [[], 'orders'],
    [['orders'], 'orders-secret'],
    [['orders'], 'orders_secret'],
    [['orders'], 'orders:secret'],
    [['orders'], 'ordersecret'],
    [['orders'], 'order'],
    [['orders'], 'Orders'],
    [['orders'], 'x.orders'],
    [['orders'], 'orders.'],
    [['orders'], 'orders..eu'],
    [['orders'], 'orders.*'],
    [['orders'], ''],
    [['orders.'], 'orders.eu'],
    [['orders.eu'], 'orders'],
    [['orders.eu'], 'orders.europe'],
    [[''], 'orders'],
    [['.'], 'orders'],
    [['*'], 'orders'],
  ])('%j does not admit %j', (prefixes, topic) => {
    expect(admitsTopic(prefixes, topic)).toBe(false)
  })

  test.each([
    ['orders', true],
    ['a.b-c_d:e.9', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['a/b', false],
    ['../x', false],
    ['a b', false],
    ['a\n', false],
    ['é', false],
    ['.a', false],
    [7, false],
    [null, false],
  ])('%j is a topic: %s', (value, expected) => {
    expect(isTopic(value)).toBe(expected)
  })

  test.each([
    ['topic=orders', 'orders'],
    ['topic=orders.eu', 'orders.eu'],
    ['', { refusal: 'topic_missing' }],
    ['topic=', { refusal: 'topic_malformed' }],
    ['topic=orders&topic=secret', { refusal: 'topic_repeated' }],
    ['topic=orders&topic=orders', { refusal: 'topic_repeated' }],
    ['topic=orders&tenant=globex', { refusal: 'parameter_unknown' }],
    ['Topic=orders', { refusal: 'parameter_unknown' }],
    ['topic[]=orders', { refusal: 'parameter_unknown' }],
    ['topic=orders%26tenant%3Dglobex', { refusal: 'topic_malformed' }],
    ['topic=..%2Fglobex', { refusal: 'topic_malformed' }],
    ['topic=orders%00', { refusal: 'topic_malformed' }],
    ['topic=orders,secret', { refusal: 'topic_malformed' }],
    ['topic=orders+', { refusal: 'topic_malformed' }],
  ])('?%s asks for %j', (search, expected) => {
    expect(parseTopicQuery(new URLSearchParams(search))).toEqual(expected)
  })

  test('no topic reaches into another tenant', () => {
    expect(upstreamTopic('acme.localhost', 'orders.eu')).toBe('acme.localhost/orders.eu')
    expect(isTopic('globex.localhost/orders')).toBe(false)
  })

  test.each([
    ['41', true],
    ['evt_1:2/3 x', true],
    ['', false],
    ['a\nb', false],
    ['a\rb', false],
    ['a\u0000', false],
    ['é', false],
    ['1'.repeat(257), false],
    [undefined, false],
  ])('Last-Event-ID %j may go on: %s', (value, expected) => {
    expect(isLastEventId(value)).toBe(expected)
  })
})
