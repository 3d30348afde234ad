import { describe, expect, test } from 'vitest'
import { refuseModule, refuseModuleType } from '../../src/core/module-text.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('requirement 31: what is sent as a bundle', () => {
  test.each([
    'export const routes = {}',
    'var a=1;export{a as routes};',
    '\uFEFFexport default 1',
    'const é = 1\r\n\texport {}',
  ])('%j is a module', (text) => {
    expect(refuseModule(utf8(text))).toBeNull()
  })

  test.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['blanks', utf8(' \n\t '), 'empty'],
    ['a zip archive', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'control'],
    ['a gzip archive', new Uint8Array([0x1f, 0x8b, 8, 0]), 'encoding'],
    ['WebAssembly', new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), 'control'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'encoding'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x65, 0]), 'encoding'],
    ['half a character', new Uint8Array([...utf8('export const a = "'), 0xe2, 0x82]), 'encoding'],
    ['an overlong form', new Uint8Array([...utf8('export {}'), 0xc0, 0xaf]), 'encoding'],
    ['a page', utf8('<!doctype html><script>export</script>'), 'markup'],
    ['a drawing', utf8('\n <svg xmlns="http://www.w3.org/2000/svg">export</svg>'), 'markup'],
    ['a NUL at the end', utf8('export {}\0'), 'control'],
    ['an escape sequence', utf8('export {} // \x1b[2J'), 'control'],
    ['a script that exports nothing', utf8('alert(1)'), 'no_export'],
    ['JSON', utf8('{"a":1}'), 'no_export'],
    ['a word that only begins so', utf8('exported = 1'), 'no_export'],
  ] as const)('%s is none', (_, bytes, refusal) => {
    expect(refuseModule(bytes)).toBe(refusal)
  })

  test.each([
    null,
    'text/javascript',
    'Text/JavaScript; charset=utf-8',
    'application/javascript',
    'application/octet-stream',
  ])('the type %s is a module’s, or nobody’s', (type) => {
    expect(refuseModuleType(type)).toBeNull()
  })

  test.each([
    '',
    'application/json',
    'text/html',
    'application/zip',
    'multipart/form-data; boundary=x',
    'text/javascripts',
  ])('the type %j is something else’s', (type) => {
    expect(refuseModuleType(type)).toBe('type')
  })
})
