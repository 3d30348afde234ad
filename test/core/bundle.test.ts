import { describe, expect, test } from 'vitest'
import {
  bundleCacheControl,
  bundleKeyOf,
  bundleUrl,
  etagOf,
  matchesEtag,
  parseBundlePath,
  parseBundleQuery,
} from '../../src/core/bundle.ts'

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

describe('requirement 21: a bundle file is jailed below plugins/', () => {
  test.each([
    ['/app/plugins/hello/1.0.0/index.esm.js', 'plugins/hello/1.0.0/index.esm.js'],
    ['plugins/hello/1.0.0/index.esm.js', 'plugins/hello/1.0.0/index.esm.js'],
    ['/app/plugins/.staged/hello/index_2.js', 'plugins/.staged/hello/index_2.js'],
  ])('%s is %s', (file, key) => {
    expect(bundleKeyOf(file)).toBe(key)
  })

  test.each([
    '',
    'hello/index.esm.js',
    '/plugins/hello/index.esm.js',
    '/app/config/plugins.yaml',
    '/app/plugins',
    '/app/plugins/',
    '/app/plugins/../config/plugins.yaml',
    '/app/plugins/hello/../../config/x',
    '/app/plugins/hello/./x',
    '/app/plugins/hello/.../x',
    '/app/plugins//hello',
    '/app/plugins/hello/',
    '/app/plugins/hello\\..\\x',
    '/app/plugins/%2e%2e/config',
    '/app/plugins/hello/%2e%2e%2fx',
    '/app/plugins/hello/a b',
    '/app/plugins/hello/é',
    '/app/plugins/hello/x\u0000',
    '/app/plugins/hello/x\n',
    '/app/plugins/hello/x?y',
    '/APP/plugins/hello/x',
    'https://elsewhere.example/plugins/x.js',
    ' plugins/hello/x.js',
    `plugins/${'a'.repeat(512)}`,
  ])('%j is rejected', (file) => {
    expect(bundleKeyOf(file)).toMatchObject({ where: 'bundle.file' })
  })
})

describe('the loader asks for one bundle', () => {
  test('by the URL of its version and hash', () => {
    const url = bundleUrl('hello', '1.0.0-rc.1+build', HASH)
    expect(url).toBe(`/api/plugins/bundle/hello/1.0.0-rc.1%2Bbuild?h=${HASH}`)
    expect(parseBundlePath('hello', '1.0.0-rc.1+build', new URL(url, 'https://a.invalid').search)).toEqual({
      id: 'hello',
      version: '1.0.0-rc.1+build',
      hash: HASH,
    })
  })

  test('without a version, as the older pattern has it', () => {
    const query = { id: 'hello-page', version: null, hash: null }
    expect(parseBundleQuery(new URLSearchParams('entry=hello-page&id=hello-page'))).toEqual(query)
  })

  test.each([
    ['', 'id_invalid'],
    ['entry=hello', 'id_invalid'],
    ['id=hello', 'entry_differs'],
    ['entry=hello&id=other', 'entry_differs'],
    ['entry=&id=', 'id_invalid'],
    ['entry=Hello&id=Hello', 'id_invalid'],
    ['entry=..%2Fx&id=..%2Fx', 'id_invalid'],
    ['entry=__proto__&id=__proto__', 'id_invalid'],
    ['entry=hello&id=hello&id=other', 'parameter_repeated'],
    ['entry=hello&id=hello&v=1&v=2', 'parameter_repeated'],
    ['entry=hello&id=hello&file=plugins/x', 'parameter_unknown'],
    ['entry=hello&id=hello&key=x', 'parameter_unknown'],
    ['entry=hello&id=hello&V=1', 'parameter_unknown'],
    ['entry=hello&id=hello&v=', 'v_invalid'],
    ['entry=hello&id=hello&v=../1', 'v_invalid'],
    ['entry=hello&id=hello&h=abc', 'h_invalid'],
    [`entry=hello&id=hello&h=${HASH.toUpperCase()}`, 'h_invalid'],
  ])('?%s is refused: %s', (search, refusal) => {
    expect(parseBundleQuery(new URLSearchParams(search))).toEqual({ refusal })
  })

  test('or by the path form', () => {
    expect(parseBundlePath('hello', '1.0.0', '')).toEqual({ id: 'hello', version: '1.0.0', hash: null })
    expect(parseBundlePath('hello', '1.0.0', `?h=${HASH}`)).toEqual({ id: 'hello', version: '1.0.0', hash: HASH })
    expect(parseBundlePath('hello', '1.0.0', '?id=other')).toEqual({ refusal: 'parameter_unknown' })
    expect(parseBundlePath('hello', '1.0.0', '?x=1')).toEqual({ refusal: 'parameter_unknown' })
    expect(parseBundlePath('Hello', '1.0.0', '')).toEqual({ refusal: 'id_invalid' })
    expect(parseBundlePath('hello', '..', '/x')).toHaveProperty('refusal')
  })
})

describe('requirement 20: what a browser may keep', () => {
  test.each([
    ['1.0.0', HASH, 'private, max-age=31536000, immutable'],
    [null, null, 'private, no-cache'],
    ['1.0.0', null, 'private, no-cache'],
    [null, HASH, 'private, no-cache'],
  ])('version %j and hash %j: %s', (version, hash, expected) => {
    expect(bundleCacheControl({ id: 'hello', version, hash })).toBe(expected)
  })
})

describe('If-None-Match', () => {
  const etag = etagOf(HASH)

  test('the entity tag is quoted', () => {
    expect(etag).toBe(`"sha256-${HASH}"`)
  })

  test.each([
    [etag, true],
    [`W/${etag}`, true],
    [`"other", ${etag}`, true],
    [`"other",${etag} , "more"`, true],
    [`"a,b", ${etag}`, true],
    ['*', true],
    [' * ', true],
    [null, false],
    ['', false],
    ['"other"', false],
    [HASH, false],
    [`sha256-${HASH}`, false],
    [`"x${etag.slice(1)}`, false],
    [`"other" ${etag}`, false],
    [`${etag}, *`, false],
    [`${etag} nonsense`, false],
    [`w/${etag}`, false],
    [`"unfinished, ${etag}`, false],
  ])('%j matches: %s', (header, expected) => {
    expect(matchesEtag(header, etag)).toBe(expected)
  })
})
