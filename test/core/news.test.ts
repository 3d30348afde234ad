/** What the doorbell knows, and how it stands against what KV shows. */
import { describe, expect, test } from 'vitest'
import { changedAt, flagOf, NO_NEWS, regionOf, withChange, youngNews, type Change } from '../../src/core/news.ts'

const set: Change = { kind: 'quarantine', plugin: 'hello', flag: { reason: 'x' }, lifted: null }
const lift: Change = { kind: 'quarantine', plugin: 'hello', flag: null, lifted: null }
const other: Change = { ...set, plugin: 'other' }
const live = (revision: string): Change => ({ kind: 'revision', revision, touches: ['plugins'] })

describe('a change', () => {
  test('of the revision takes the place of an older one, and never of a newer one', () => {
    const news = withChange(NO_NEWS, live('a'), 100)
    expect(news.revision).toEqual({ id: 'a', at: 100 })
    expect(withChange(news, live('b'), 101).revision).toEqual({ id: 'b', at: 101 })
    expect(withChange(news, live('b'), 100).revision).toEqual({ id: 'b', at: 100 })
    expect(withChange(news, live('b'), 99)).toBe(news)
  })

  test('of a flag stands beside those of other plugins', () => {
    const news = withChange(withChange(withChange(NO_NEWS, set, 100), other, 110), lift, 120)
    expect(news.flags).toEqual([
      { plugin: 'other', flag: { reason: 'x' }, lifted: null, at: 110 },
      { plugin: 'hello', flag: null, lifted: '{"reason":"x"}', at: 120 },
    ])
    expect(withChange(news, set, 119)).toBe(news)
    expect(withChange(news, set, 120).flags.at(-1)).toMatchObject({ flag: { reason: 'x' }, at: 120 })
  })

  test('says which text was lifted: as KV showed it, or else as it was set here', () => {
    const shown: Change = { kind: 'quarantine', plugin: 'hello', flag: null, lifted: 'on' }
    expect(withChange(withChange(NO_NEWS, set, 100), shown, 110).flags[0]?.lifted).toBe('on')
    expect(withChange(NO_NEWS, lift, 110).flags[0]?.lifted).toBeNull()
    expect(withChange(withChange(NO_NEWS, lift, 100), lift, 110).flags[0]?.lifted).toBeNull()
  })

  test('of a plugin under development is nothing to remember', () => {
    const news = withChange(NO_NEWS, set, 100)
    expect(withChange(news, { kind: 'overlay' }, 200)).toBe(news)
  })

  test('is the last of all that is remembered', () => {
    const one = withChange(withChange(NO_NEWS, live('a'), 300), set, 200)
    expect(changedAt([])).toBe(0)
    expect(changedAt([NO_NEWS])).toBe(0)
    expect(changedAt([one])).toBe(300)
    expect(changedAt([one, withChange(NO_NEWS, set, 400)])).toBe(400)
  })

  test('is forgotten after three minutes, each by itself', () => {
    const news = withChange(withChange(NO_NEWS, live('a'), 1000), set, 2000)
    expect(youngNews(news, 180_999)).toEqual(news)
    expect(youngNews(news, 181_000)).toEqual({ ...news, revision: null })
    expect(youngNews(news, 182_000)).toEqual(NO_NEWS)
    expect(youngNews(NO_NEWS, 5)).toEqual(NO_NEWS)
  })
})

describe('what holds for a plugin', () => {
  const flagged = withChange(NO_NEWS, set, 100)
  const lifted = withChange(flagged, { ...lift, lifted: 'on' }, 200)

  test('is what KV shows where there is no news of it', () => {
    expect(flagOf(NO_NEWS, 'hello', null)).toBeNull()
    expect(flagOf(NO_NEWS, 'hello', 'off')).toBeNull()
    expect(flagOf(flagged, 'other', 'on')).not.toBeNull()
  })

  test('is a flag that KV does not show yet', () => {
    expect(flagOf(flagged, 'hello', null)).toEqual({ reason: 'x' })
    expect(flagOf(flagged, 'hello', 'off')).toEqual({ reason: 'x' })
  })

  test('is no flag that KV still shows, and any other one, which was set since', () => {
    expect(flagOf(lifted, 'hello', 'on')).toBeNull()
    expect(flagOf(lifted, 'hello', null)).toBeNull()
    expect(flagOf(lifted, 'hello', '{"reason":"new"}')).toEqual({ reason: 'new' })
    expect(flagOf(lifted, 'hello', 'off')).toBeNull()
  })
})

test.each([
  ['NA', -122, 'wnam'],
  ['NA', -101, 'wnam'],
  ['NA', -100, 'enam'],
  ['NA', Number.NaN, 'enam'],
  ['SA', -60, 'sam'],
  ['EU', 20, 'weur'],
  ['EU', 21, 'eeur'],
  ['EU', Number.NaN, 'weur'],
  ['AS', 59, 'me'],
  ['AS', 60, 'apac'],
  ['AS', Number.NaN, 'apac'],
  ['OC', 150, 'oc'],
  ['AF', 20, 'afr'],
  ['AN', 0, 'weur'],
  ['', Number.NaN, 'weur'],
])('from %s at %d the nearest replica is %s', (continent, longitude, region) => {
  expect(regionOf(continent, longitude)).toBe(region)
})
