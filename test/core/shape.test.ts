import { describe, expect, test } from 'vitest'
import { SHAPES } from '../../src/core/manifest.ts'
import { hasShape } from '../../src/core/shape.ts'

const UUID = '3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d'

describe('requirement 2: shapes are a closed list', () => {
  test.each([
    ['uuid', UUID],
    ['uuid', UUID.toUpperCase()],
    ['uuid', '00000000-0000-0000-0000-000000000000'],
    ['int', '0'],
    ['int', '7'],
    ['int', '-12'],
    ['int', '999999999999999999'],
    ['slug', 'a'],
    ['slug', 'summer-sale-2024'],
    ['slug', '2024'],
    ['slug', 'a'.repeat(128)],
    ['date', '2024-02-29'],
    ['date', '2000-02-29'],
    ['date', '2023-12-31'],
    ['date', '2023-04-30'],
  ] as const)('%s takes %s', (shape, value) => {
    expect(hasShape(shape, value)).toBe(true)
  })

  test.each([
    ['uuid', ''],
    ['uuid', UUID.slice(1)],
    ['uuid', `${UUID}0`],
    ['uuid', `${UUID}\n`],
    ['uuid', `0${UUID}`],
    ['uuid', `x-${UUID}`],
    ['uuid', `{${UUID}}`],
    ['uuid', UUID.replaceAll('-', '')],
    ['uuid', UUID.replace('3', 'g')],
    ['uuid', UUID.replace('3', '٣')],
    ['int', ''],
    ['int', '-'],
    ['int', '-0'],
    ['int', '+1'],
    ['int', '007'],
    ['int', '1.0'],
    ['int', '1e3'],
    ['int', '0x10'],
    ['int', ' 1'],
    ['int', '1\n'],
    ['int', '١٢'],
    ['int', '１'],
    ['int', '1'.repeat(19)],
    ['slug', ''],
    ['slug', 'A'],
    ['slug', '-a'],
    ['slug', 'a-'],
    ['slug', 'a--b'],
    ['slug', 'a_b'],
    ['slug', 'a.b'],
    ['slug', 'é'],
    ['slug', 'a'.repeat(129)],
    ['date', '2023-02-29'],
    ['date', '1900-02-29'],
    ['date', '2024-02-30'],
    ['date', '2024-04-31'],
    ['date', '2024-13-01'],
    ['date', '2024-00-10'],
    ['date', '2024-01-00'],
    ['date', '2024-1-1'],
    ['date', '12024-01-01'],
    ['date', 'x2024-01-01'],
    ['date', '2024-01-011'],
    ['date', '20240101'],
    ['date', '2024-01-01T00:00:00Z'],
    ['date', '٢٠٢٤-٠١-٠١'],
  ] as const)('%s does not take %j', (shape, value) => {
    expect(hasShape(shape, value)).toBe(false)
  })

  test('hold a segment of any length in linear time', () => {
    for (const shape of SHAPES) {
      expect(hasShape(shape, `${'a-'.repeat(500_000)}!`)).toBe(false)
      expect(hasShape(shape, `${'1'.repeat(1_000_000)}!`)).toBe(false)
    }
  })
})
