import { describe, expect, test } from 'vitest'
import { admit, CLOSED, hasOpened, settled, type Breaker } from '../../src/core/breaker.ts'

const RULES = { failures: 3, openMs: 1000 }
const NOW = 1_800_000_000_000

function afterFailures(count: number, breaker: Breaker = CLOSED): Breaker {
  let now = breaker
  for (let failure = 0; failure < count; failure += 1) now = settled(now, true, NOW, RULES)
  return now
}

test('lets everything through while fewer fail in a row than opens it', () => {
  const breaker = afterFailures(2)
  expect(admit(breaker, NOW, RULES)).toEqual({ breaker, waitMs: 0 })
})

test('one success is the end of a row', () => {
  const breaker = afterFailures(2, settled(afterFailures(2), false, NOW, RULES))
  expect(breaker.openUntil).toBeNull()
})

test('opens with the last failure of a row, once', () => {
  const [before, after] = [afterFailures(2), afterFailures(3)]
  expect(hasOpened(before, after)).toBe(true)
  expect(hasOpened(after, settled(after, true, NOW, RULES))).toBe(false)
  expect(admit(after, NOW, RULES)).toEqual({ breaker: after, waitMs: 1000 })
  expect(admit(after, NOW + 999, RULES).waitMs).toBe(1)
})

test('a call that says nothing of the service neither ends a row nor makes it longer', () => {
  const two = afterFailures(2)
  expect(settled(two, null, NOW, RULES)).toBe(two)
  expect(settled(CLOSED, null, NOW, RULES)).toBe(CLOSED)
})

describe('when it has rested', () => {
  const probing = admit(afterFailures(3), NOW + 1000, RULES)

  test('a call that says nothing of the service leaves the trying to the next one', () => {
    const breaker = settled(probing.breaker, null, NOW + 1100, RULES)
    expect(breaker.openUntil).not.toBeNull()
    expect(admit(breaker, NOW + 1100, RULES).waitMs).toBe(0)
  })

  test('one call tries, and the others wait for it', () => {
    expect(probing.waitMs).toBe(0)
    expect(admit(probing.breaker, NOW + 1000, RULES).waitMs).toBe(1000)
    expect(admit(probing.breaker, NOW + 1999, RULES).waitMs).toBe(1)
  })

  test('a call that never comes back is waited for only so long', () => {
    expect(admit(probing.breaker, NOW + 2000, RULES).waitMs).toBe(0)
  })

  test('a call that succeeds closes it', () => {
    expect(settled(probing.breaker, false, NOW + 1100, RULES)).toEqual(CLOSED)
  })

  test('a call that fails opens it again, for as long', () => {
    const again = settled(probing.breaker, true, NOW + 1100, RULES)
    expect(admit(again, NOW + 1100, RULES).waitMs).toBe(1000)
  })
})

test('never opens where settings say so', () => {
  const never = { ...RULES, failures: 0 }
  let breaker = CLOSED
  for (let failure = 0; failure < 100; failure += 1) breaker = settled(breaker, true, NOW, never)
  expect(admit(breaker, NOW, never).waitMs).toBe(0)
})
