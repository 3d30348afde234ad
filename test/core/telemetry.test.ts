/** What plugins and the host report, and what of it is refused. */
import { describe, expect, test } from 'vitest'
import { MOUNT_FAILURES, parseMounts } from '../../src/core/mounts.ts'
import { countLogLines, parseTelemetry } from '../../src/core/telemetry.ts'

function refusalOf(events: unknown): string | null {
  const parsed = parseTelemetry(JSON.stringify({ events }))
  return 'refusal' in parsed ? parsed.refusal : null
}

function fields(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index]))
}

describe('a batch of events', () => {
  test('is read as it is', () => {
    const events = [{ name: 'a.b-c_1', text: 'x', number: 1.5, yes: true }, { name: 'b' }]
    expect(parseTelemetry(JSON.stringify({ events, more: 1 }))).toEqual({
      accepted: [
        { name: 'a.b-c_1', fields: { text: 'x', number: 1.5, yes: true } },
        { name: 'b', fields: {} },
      ],
    })
  })

  test('is as large as may be, and no larger', () => {
    expect(refusalOf(Array.from({ length: 50 }, () => ({ name: 'a' })))).toBeNull()
    expect(refusalOf(Array.from({ length: 51 }, () => ({ name: 'a' })))).toBe('more than 50 events')
    expect(refusalOf([{ name: 'a', ...fields(12) }])).toBeNull()
    expect(refusalOf([{ name: 'a', ...fields(13) }])).toBe('events[0]: more than 12 fields')
    expect(refusalOf([{ name: 'a', text: 'x'.repeat(500) }])).toBeNull()
    expect(refusalOf([{ name: 'a', text: 'x'.repeat(501) }])).toContain('events[0]: text must be')
    expect(refusalOf([{ name: 'a'.repeat(64) }])).toBeNull()
    expect(refusalOf([{ name: 'a'.repeat(65) }])).toContain('name must match')
    expect(refusalOf([{ name: 'a', ['f'.repeat(32)]: 1 }])).toBeNull()
    expect(refusalOf([{ name: 'a', ['f'.repeat(33)]: 1 }])).toContain('is no field name')
    expect(refusalOf([{ name: 'a', text: ['x'.repeat(17_000)] }])).toBe('too_large')
  })

  test.each([
    ['no list', { 0: { name: 'a' }, length: 1 }, 'events must be a list'],
    ['nothing', undefined, 'events must be a list'],
    ['no record', [{ name: 'a' }, null], 'events[1]: name must match'],
    ['a list for an event', [['a']], 'events[0]: name must match'],
    ['no name', [{}], 'events[0]: name must match'],
    ['a number for a name', [{ name: 7 }], 'events[0]: name must match'],
    ['an upper-case name', [{ name: 'A' }], 'events[0]: name must match'],
    ['a name with something before it', [{ name: ' a' }], 'events[0]: name must match'],
    ['a name with something behind it', [{ name: 'a b' }], 'events[0]: name must match'],
    ['an odd field', [{ name: 'a', 'b-c': 1 }], 'events[0]: b-c is no field name'],
    ['a field that begins with a figure', [{ name: 'a', '1b': 1 }], 'events[0]: 1b is no field name'],
    ['nothing for a value', [{ name: 'a', b: null }], 'events[0]: b must be'],
    ['a list for a value', [{ name: 'a', b: [] }], 'events[0]: b must be'],
    ['a record for a value', [{ name: 'a', b: {} }], 'events[0]: b must be'],
  ])('of %s is refused', (_, events, refusal) => {
    expect(refusalOf(events)).toContain(refusal)
  })

  test('is JSON', () => {
    expect(parseTelemetry('{')).toHaveProperty('refusal')
    expect(parseTelemetry('[]')).toEqual({ refusal: 'events must be a list' })
  })

  test('holds lines of a log by their level, and other events', () => {
    const line = (level: string, name = 'log') => ({ name, fields: { level } })
    const events = [line('info'), line('error'), line('info'), line('debug'), line('warn', 'other')]
    expect([...countLogLines(events)]).toEqual([
      ['info', 2],
      ['error', 1],
    ])
    expect(countLogLines([]).size).toBe(0)
  })
})

describe('what the host reports of plugins', () => {
  const at = { plugin: 'hello', version: '1.0.0' }
  const parse = (...events: readonly object[]) => parseMounts(JSON.stringify({ events }))

  test('is a mount, a failure with its reason, or how long it took', () => {
    expect(
      parse(
        { name: 'mount_ok', ...at },
        { name: 'mount_failed', ...at, reason: 'threw' },
        { name: 'load', ...at, ms: 12 },
      ),
    ).toEqual({
      reports: [
        { metric: 'mount_ok', ...at },
        { metric: 'mount_failed', ...at, reason: 'threw' },
        { metric: 'load_ms', ...at, value: 12 },
      ],
    })
  })

  test.each(MOUNT_FAILURES)('%s is a reason', (reason) => {
    expect(parse({ name: 'mount_failed', ...at, reason })).toHaveProperty('reports')
  })

  test.each([0, 600_000])('%d ms are a time', (ms) => {
    expect(parse({ name: 'load', ...at, ms })).toEqual({ reports: [{ metric: 'load_ms', ...at, value: ms }] })
  })

  test.each([
    [{ name: 'mount_ok', plugin: 'hello' }, 'plugin and version must be texts'],
    [{ name: 'mount_ok', plugin: 7, version: '1.0.0' }, 'plugin and version must be texts'],
    [{ name: 'mount_failed', ...at }, 'reason must be one of quarantined, not_permitted'],
    [{ name: 'mount_failed', ...at, reason: 'because' }, 'reason must be one of'],
    [{ name: 'load', ...at }, 'ms must be from 0 to 600000'],
    [{ name: 'load', ...at, ms: '12' }, 'ms must be from 0'],
    [{ name: 'load', ...at, ms: -1 }, 'ms must be from 0'],
    [{ name: 'load', ...at, ms: 600_001 }, 'ms must be from 0'],
    [{ name: 'unmount', ...at }, 'the host reports mount_ok, mount_failed and load'],
  ])('%j is refused', (event, refusal) => {
    expect(parse({ name: 'mount_ok', ...at }, event)).toEqual({
      refusal: expect.stringContaining(`events[1]: ${refusal}`),
    })
  })

  test('that is no batch at all is refused as such', () => {
    expect(parseMounts('{}')).toEqual({ refusal: 'events must be a list' })
  })
})
