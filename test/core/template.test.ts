import { describe, expect, test } from 'vitest'
import { SHAPES } from '../../src/core/manifest.ts'
import { parsePath } from '../../src/core/path.ts'
import { isRejection } from '../../src/core/rejection.ts'
import { hasShape } from '../../src/core/shape.ts'
import { fillTemplate, parseTemplate, printTemplate, type Template } from '../../src/core/template.ts'

const UUID = '3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d'

function templateOf(path: string, params: NonNullable<Parameters<typeof parseTemplate>[1]> = {}): Template {
  const template = parseTemplate(path, params)
  if (isRejection(template)) throw new Error(template.why)
  return template
}

describe('requirement 2: templates are segments, not patterns', () => {
  test.each(['/api/crud/items', '/api/crud/items/:id', '/api/sales/*', '/a/:b/c/:d/*', '/api/v1.0/x_y~z-1/:item_id2'])(
    '%s is a template and prints as it was',
    (path) => {
      expect(printTemplate(templateOf(path))).toBe(path)
    },
  )

  test.each([
    ['', 'must begin with /'],
    ['api/x', 'must begin with /'],
    ['/', 'empty'],
    ['/api/', 'empty'],
    ['/api//x', 'empty'],
    ['/api/../x', 'dot segment'],
    ['/api/./x', 'dot segment'],
    ['/api/...', 'dot segment'],
    ['/api/*/x', 'last segment'],
    ['/api/**', 'letters'],
    ['/api/x*', 'letters'],
    ['/api/(a+)+$', 'letters'],
    ['/api/[a-z]', 'letters'],
    ['/api/a|b', 'letters'],
    ['/api/%2e%2e', 'letters'],
    ['/api/a%20b', 'letters'],
    ['/api/a b', 'letters'],
    ['/api/é', 'letters'],
    ['/api/a?b', 'letters'],
    ['/api/x\n', 'letters'],
    ['/api/{id}', 'letters'],
    ['/api/:', 'a name'],
    ['/api/:id?', 'a name'],
    ['/api/:id+', 'a name'],
    ['/api/:id(.*)', 'a name'],
    ['/api/:id.json', 'a name'],
    ['/api/:__proto__', 'a name'],
    ['/api/:1a', 'a name'],
    ['/api/:id/:id', 'twice'],
  ])('%j is rejected: %s', (path, why) => {
    expect(parseTemplate(path)).toMatchObject({ where: 'path', why: expect.stringContaining(why) })
  })

  test('has 32 segments and 1,024 characters at most', () => {
    expect(printTemplate(templateOf('/a'.repeat(32)))).toBe('/a'.repeat(32))
    expect(parseTemplate('/a'.repeat(33))).toMatchObject({ why: expect.stringContaining('segments') })
    expect(parseTemplate(`/${'a'.repeat(1024)}`)).toMatchObject({ why: expect.stringContaining('longer') })
  })

  test('a shape needs its segment', () => {
    expect(parseTemplate('/a/:id', { other: 'uuid' })).toMatchObject({ where: 'params.other' })
    expect(parseTemplate('/a/*', { '*': 'uuid' })).toMatchObject({ where: 'params.*' })
  })

  test('a param named like a property of every object has no shape of its own', () => {
    expect(templateOf('/a/:constructor/:toString').segments).toEqual([
      { kind: 'literal', value: 'a' },
      { kind: 'param', name: 'constructor', shape: null },
      { kind: 'param', name: 'toString', shape: null },
    ])
  })
})

describe('shapes', () => {
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

describe('filling a template', () => {
  test.each([
    ['/api/crud/items/:id', { id: UUID }, `/api/crud/items/${UUID}`],
    ['/api/x/:id', { id: 7 }, '/api/x/7'],
    ['/api/x/:id', { id: 'a b@c' }, '/api/x/a%20b%40c'],
    ['/api/x/:id', { id: 'é' }, '/api/x/%C3%A9'],
    ['/api/sales/*', { '*': 'by/region/north east' }, '/api/sales/by/region/north%20east'],
    ['/api/:a/:b/*', { a: 1, b: 2, '*': 'c' }, '/api/1/2/c'],
    ['/api/x', {}, '/api/x'],
  ])('%s with %j is %s', (path, params, filled) => {
    expect(fillTemplate(templateOf(path), params)).toBe(filled)
  })

  test.each([
    ['/api/x/:id', {}, 'params.id'],
    ['/api/x/:id', { id: '' }, 'params.id'],
    ['/api/x/:id', { id: '..' }, 'params.id'],
    ['/api/x/:id', { id: 'a/b' }, 'params.id'],
    ['/api/x/:id', { id: '../../admin' }, 'params.id'],
    ['/api/x/:id', { id: 'a\\b' }, 'params.id'],
    ['/api/x/:id', { id: 'a?b=c' }, 'params.id'],
    ['/api/x/:id', { id: 'a#b' }, 'params.id'],
    ['/api/x/:id', { id: '%2e%2e' }, 'params.id'],
    ['/api/x/:id', { id: 'a\u0000' }, 'params.id'],
    ['/api/x/:id', { id: '\ud800' }, 'params.id'],
    ['/api/x/:id', { id: Number.NaN }, 'params.id'],
    ['/api/x/:id', { id: Number.POSITIVE_INFINITY }, 'params.id'],
    ['/api/x/:id', { id: '1', extra: '2' }, 'params.extra'],
    ['/api/x/*', {}, 'params.*'],
    ['/api/x/*', { '*': '' }, 'params.*'],
    ['/api/x/*', { '*': '/a' }, 'params.*'],
    ['/api/x/*', { '*': 'a//b' }, 'params.*'],
    ['/api/x/*', { '*': 'a/../b' }, 'params.*'],
    ['/api/x/*', { '*': 'a/' }, 'params.*'],
    ['/api/x/:toString', {}, 'params.toString'],
  ])('%s with %j is refused at %s', (path, params, where) => {
    expect(fillTemplate(templateOf(path), params)).toMatchObject({ where })
  })

  test('a path that gets too long is refused', () => {
    expect(fillTemplate(templateOf('/api/x/*'), { '*': 'a'.repeat(3000) })).toMatchObject({ where: 'path' })
  })

  test('a shape is asked for before the call is made', () => {
    const template = templateOf('/api/crud/items/:id', { id: 'uuid' })
    expect(fillTemplate(template, { id: UUID })).toBe(`/api/crud/items/${UUID}`)
    expect(fillTemplate(template, { id: '12' })).toMatchObject({ where: 'params.id' })
  })

  test('whatever is filled in is a path that the gateway calls canonical', () => {
    const template = templateOf('/api/:a/*')
    const values = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code))
    let filled = 0
    for (const value of values) {
      const path = fillTemplate(template, { a: `x${value}`, '*': `${value}/y` })
      if (isRejection(path)) continue
      filled += 1
      expect(parsePath(path)).toEqual({ raw: path, segments: ['api', `x${value}`, value, 'y'] })
    }
    expect(filled).toBeGreaterThan(5000)
  })
})
