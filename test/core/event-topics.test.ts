/** `events` of a manifest: which topics are accepted, and what is said of the others. */
import { expect, test } from 'vitest'
import { readManifest } from '../../src/core/declared-manifest.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

function read(events: string) {
  const rejections: Rejection[] = []
  const place = parseYaml('manifest.yaml', `{ id: a, version: "1.0.0"${events} }`, rejections)
  const manifest = place === null ? null : readManifest(place, [])
  return { events: manifest?.events, rejections: rejections.map(({ where, why }) => `${where}: ${why}`) }
}

test.each([
  ['', null],
  [', events: {}', { publishes: [], subscribes: [] }],
  [', events: { publishes: [a, b.c:d_e-f] }', { publishes: ['a', 'b.c:d_e-f'], subscribes: [] }],
  [', events: { subscribes: [a] }', { publishes: [], subscribes: ['a'] }],
  [', events: { publishes: [a], subscribes: [a] }', { publishes: ['a'], subscribes: ['a'] }],
])('"%s" is read', (text, events) => {
  expect(read(text)).toEqual({ events, rejections: [] })
})

const WORDING = 'must be a topic like orders.selected'

test.each([
  ['events: [a]', 'events: must be keys with values, is a list'],
  ['events: { publish: [a] }', 'events.publish: unknown key; known here: publishes, subscribes'],
  ['events: { publishes: a }', 'events.publishes: must be a list, is "a"'],
  ['events: { publishes: [7] }', 'events.publishes[0]: must be text, is the number 7; quote it: "7"'],
  ['events: { publishes: [a, a] }', 'events.publishes[1]: a stands here already'],
  ['events: { publishes: ["a."] }', `events.publishes[0]: ${WORDING}, is "a."`],
  ['events: { publishes: ["a..b"] }', `events.publishes[0]: ${WORDING}, is "a..b"`],
  ['events: { publishes: ["a*"] }', `events.publishes[0]: ${WORDING}, is "a*"`],
  ['events: { subscribes: ["a b"] }', `events.subscribes[0]: ${WORDING}, is "a b"`],
])('%s is rejected', (text, rejection) => {
  expect(read(`, ${text}`).rejections).toEqual([rejection])
})

test('a topic of 128 characters is the longest', () => {
  expect(read(`, events: { publishes: [${'a'.repeat(128)}] }`).rejections).toEqual([])
  expect(read(`, events: { publishes: [${'a'.repeat(129)}] }`).rejections).toHaveLength(1)
})
