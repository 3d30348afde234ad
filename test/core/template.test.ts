import { describe, expect, test } from 'vitest'
import { parsePath } from '../../src/core/path.ts'
import { isRejection } from '../../src/core/rejection.ts'
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
