/** Gradual rollout: who has which version. */
import { describe, expect, test } from 'vitest'
import type { PluginManifest } from '../../src/core/manifest.ts'
import type { CompiledPlugin } from '../../src/core/registry.ts'
import { blameRollout, bucketOf, numberOfPerson, versionFor } from '../../src/core/rollout.ts'

const manifest: PluginManifest = {
  id: 'hello',
  version: '1.0.0',
  engine: { experience: '*' },
  bundle: { url: '', integrity: '' },
  contributions: { routes: [], widgets: [] },
  permissions: { api: [], sse: [] },
}
const stable = { id: 'hello', version: '1.0.0', enabled: true, bundleKey: 'plugins/a', sha256: 'a', manifest }
const people = Array.from({ length: 1000 }, (_, index) => `auth:account:demo:person-${index}`)

function at(percent: number, halted: string | null = null): CompiledPlugin {
  const rollout = { version: '1.1.0', percent, bundleKey: 'plugins/b', sha256: 'b', halted, manifest }
  return { ...stable, rollout }
}

function insiders(plugin: CompiledPlugin): readonly string[] {
  return people.filter((person) => versionFor(plugin, person).variant === 'rollout')
}

describe('of a thousand people', () => {
  test.each([1, 5, 10, 25, 50, 75, 90])('%i % have the new version, give or take three', (percent) => {
    expect(Math.abs(insiders(at(percent)).length / 10 - percent)).toBeLessThanOrEqual(3)
  })

  test('all have it at 100 %, nobody at 0 %', () => {
    expect(insiders(at(100))).toHaveLength(1000)
    expect(insiders(at(0))).toHaveLength(0)
  })

  test('those who have it keep it when more get it', () => {
    const more = new Set(insiders(at(20)))
    expect(insiders(at(10)).every((person) => more.has(person))).toBe(true)
  })

  test('others are first with another plugin', () => {
    const both = people.filter((person) => bucketOf(person, 'hello') < 10 && bucketOf(person, 'inventory') < 10)
    expect(both.length).toBeLessThan(40)
  })
})

test('a halted rollout gives everybody the stable version', () => {
  expect(insiders(at(100, 'it failed'))).toEqual([])
})

test('a plugin without a rollout has one version', () => {
  expect(versionFor(stable, 'anybody')).toMatchObject({ version: '1.0.0', sha256: 'a', variant: 'stable' })
})

describe('a rollout is blamed', () => {
  const rollup = (version: string, count: number) => {
    return {
      minute: 1,
      metric: 'call_refused',
      plugin: 'hello',
      version,
      reason: '',
      count,
      sum: 0,
      buckets: [],
    } as const
  }
  const finding = { plugin: 'hello', version: '', figure: 60, threshold: 50 }

  test.each([
    ['for mounts of its own that fail', { ...finding, rule: 'mount_failures', version: '1.1.0' } as const, [], true],
    [
      'not for those of the stable version',
      { ...finding, rule: 'mount_failures', version: '1.0.0' } as const,
      [],
      false,
    ],
    [
      'for most of the refusals',
      { ...finding, rule: 'refusal_spike' } as const,
      [rollup('1.1.0', 51), rollup('1.0.0', 50)],
      true,
    ],
    [
      'not for half of them',
      { ...finding, rule: 'refusal_spike' } as const,
      [rollup('1.1.0', 50), rollup('1.0.0', 50)],
      false,
    ],
    ['not for wrong bytes, which are refused already', { ...finding, rule: 'integrity_error' } as const, [], false],
  ])('%s', (_, found, rollups, blamed) => {
    const people = rollups.map((rollup) => ({ ...rollup, people: 5 }))
    expect(blameRollout(found, '1.1.0', { rollups, people, leastPeople: 5 }) !== null).toBe(blamed)
  })

  test.each([
    [4, null],
    [5, '60 of 60 refused calls came from 1.1.0, of 5 people'],
  ])('for refusals of %d people: %s', (people, why) => {
    const rollups = [rollup('1.1.0', 60)]
    const evidence = { rollups, people: rollups.map((each) => ({ ...each, people })), leastPeople: 5 }
    expect(blameRollout({ ...finding, rule: 'refusal_spike' }, '1.1.0', evidence)).toBe(why)
  })

  test('in words that name the share of its mounts', () => {
    const mounts = { ...finding, rule: 'mount_failures', version: '1.1.0' } as const
    const why = blameRollout(mounts, '1.1.0', { rollups: [], people: [], leastPeople: 5 })
    expect(why).toBe('60 % of the mounts of 1.1.0 failed')
  })

  test('by calls of this plugin alone that were refused', () => {
    const others = [
      { ...rollup('1.0.0', 500), metric: 'call_admitted' as const },
      { ...rollup('1.0.0', 500), plugin: 'other' },
      { ...rollup('1.1.0', 500), plugin: 'other' },
      rollup('1.1.0', 60),
    ]
    const evidence = { rollups: others, people: others.map((each) => ({ ...each, people: 5 })), leastPeople: 5 }
    expect(blameRollout({ ...finding, rule: 'refusal_spike' }, '1.1.0', evidence)).toBe(
      '60 of 60 refused calls came from 1.1.0, of 5 people',
    )
  })

  test('for nothing else that a finding of wrong bytes brings along', () => {
    const rollups = [rollup('1.1.0', 60)]
    const evidence = { rollups, people: rollups.map((each) => ({ ...each, people: 5 })), leastPeople: 5 }
    const bytes = { ...finding, rule: 'integrity_error', version: '1.1.0' } as const
    expect(blameRollout(bytes, '1.1.0', evidence)).toBeNull()
  })
})

test('a person’s number tells people apart, and is no bucket of theirs', () => {
  const people = Array.from({ length: 100 }, (_, index) => `auth:account:${index}`)
  expect(new Set(people.map(numberOfPerson)).size).toBe(100)
  expect(numberOfPerson('auth:account:1')).toBe(numberOfPerson('auth:account:1'))
})
