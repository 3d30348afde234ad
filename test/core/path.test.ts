import { describe, expect, test } from 'vitest'
import { encodeSegment, parsePath } from '../../src/core/path.ts'

function refusalOf(pathname: string): string | null {
  const path = parsePath(pathname)
  return 'refusal' in path ? path.refusal : null
}

describe('requirement 1: path confusion', () => {
  test.each([
    ['/api/crud/items', ['api', 'crud', 'items']],
    ['/a', ['a']],
    ['/api/x/Hello.World_1~2-3', ['api', 'x', 'Hello.World_1~2-3']],
    ['/api/x/alice%40acme.example', ['api', 'x', 'alice@acme.example']],
    ['/api/x/a%20b', ['api', 'x', 'a b']],
    ['/api/x/a%3Ab%2Cc', ['api', 'x', 'a:b,c']],
    ['/api/x/caf%C3%A9', ['api', 'x', 'café']],
    ['/api/x/%E6%97%A5%E6%9C%AC', ['api', 'x', '日本']],
    ["/api/x/it's(1)!*", ['api', 'x', "it's(1)!*"]],
    ['/api/x/.hidden', ['api', 'x', '.hidden']],
    ['/api/x/..b', ['api', 'x', '..b']],
    ['/api/x/%2212%22', ['api', 'x', '"12"']],
  ])('%s is canonical', (pathname, segments) => {
    expect(parsePath(pathname)).toEqual({ raw: pathname, segments })
  })

  test.each([
    // no path at all, or one with holes
    ['', 'not_absolute'],
    ['api/x', 'not_absolute'],
    ['/', 'empty_segment'],
    ['/api/', 'empty_segment'],
    ['//api', 'empty_segment'],
    ['/api//x', 'empty_segment'],
    // dots, in every spelling
    ['/api/.', 'dot_segment'],
    ['/api/..', 'dot_segment'],
    ['/api/../x', 'dot_segment'],
    ['/api/...', 'dot_segment'],
    ['/api/%2e%2e/x', 'dot_segment'],
    ['/api/.%2E/x', 'dot_segment'],
    ['/api/%2e/x', 'dot_segment'],
    ['/api/..%20', 'dot_segment'],
    ['/api/%20', 'dot_segment'],
    ['/api/%20.', 'dot_segment'],
    ['/api/%C2%A0', 'dot_segment'],
    // slashes and other separators behind an escape
    ['/api/a%2Fb', 'reserved_character'],
    ['/api/a%2fb', 'reserved_character'],
    ['/api/..%2f..%2fx', 'reserved_character'],
    ['/api/..%5cx', 'reserved_character'],
    ['/api/a%5Cb', 'reserved_character'],
    ['/api/a%3Bb', 'reserved_character'],
    ['/api/a%3Fb', 'reserved_character'],
    ['/api/a%23b', 'reserved_character'],
    // encoded twice, or three times
    ['/api/%252e%252e/x', 'reserved_character'],
    ['/api/%25252e/x', 'reserved_character'],
    ['/api/100%25', 'reserved_character'],
    // raw characters that servers disagree about
    ['/api/a;b', 'character'],
    ['/api/a\\b', 'character'],
    ['/api/a#b', 'character'],
    ['/api/a?b', 'character'],
    ['/api/a"b', 'character'],
    ['/api/a<b', 'character'],
    ['/api/a>b', 'character'],
    ['/api/a^b', 'character'],
    ['/api/a{b', 'character'],
    ['/api/a|b', 'character'],
    ['/api/a}b', 'character'],
    ['/api/a`b', 'character'],
    ['/api/a b', 'character'],
    ['/api/a\tb', 'character'],
    ['/api/a\nb', 'character'],
    ['/api/a\u0000b', 'character'],
    ['/api/a\u007fb', 'character'],
    ['/api/é', 'character'],
    // escapes that are none, or no UTF-8
    ['/api/%', 'malformed_escape'],
    ['/api/%z', 'malformed_escape'],
    ['/api/%zz', 'malformed_escape'],
    ['/api/%2', 'malformed_escape'],
    ['/api/%u002e', 'malformed_escape'],
    ['/api/%c0%ae', 'malformed_escape'],
    ['/api/%c0%af', 'malformed_escape'],
    ['/api/%e0%80%af', 'malformed_escape'],
    ['/api/%f0%80%80%af', 'malformed_escape'],
    ['/api/%ED%A0%80', 'malformed_escape'],
    ['/api/%FF', 'malformed_escape'],
    ['/api/%C3', 'malformed_escape'],
    // characters nobody sees
    ['/api/a%00', 'invisible_character'],
    ['/api/a%0d%0ab', 'invisible_character'],
    ['/api/a%09b', 'invisible_character'],
    ['/api/a%7F', 'invisible_character'],
    ['/api/a%C2%85', 'invisible_character'],
    ['/api/a%C2%AD', 'invisible_character'],
    ['/api/a%E2%80%8B', 'invisible_character'],
    ['/api/a%E2%80%8D', 'invisible_character'],
    ['/api/a%E2%80%AE', 'invisible_character'],
    ['/api/a%E2%81%A6', 'invisible_character'],
    ['/api/a%E2%80%A8', 'invisible_character'],
    ['/api/a%EF%BB%BF', 'invisible_character'],
    ['/api/a%EF%BF%BE', 'invisible_character'],
    ['/api/a%EE%80%80', 'invisible_character'],
    ['/api/a%F3%A0%81%81', 'invisible_character'],
    // characters that look like a slash or a dot
    ['/api/a%E2%88%95b', 'lookalike_character'],
    ['/api/a%E2%81%84b', 'lookalike_character'],
    ['/api/a%EF%BC%8Fb', 'lookalike_character'],
    ['/api/a%EF%BC%BCb', 'lookalike_character'],
    ['/api/a%E2%88%96b', 'lookalike_character'],
    ['/api/%EF%BC%8E%EF%BC%8E', 'lookalike_character'],
    ['/api/%E2%80%A4%E2%80%A4', 'lookalike_character'],
    ['/api/%E2%80%A5', 'lookalike_character'],
    ['/api/a%E3%80%82b', 'lookalike_character'],
    ['/api/a%EF%BC%85b', 'lookalike_character'],
    ['/api/a%CD%BEb', 'lookalike_character'],
    ['/api/%E2%84%80', 'lookalike_character'],
    // the same value in another spelling
    ['/api/%61dmin', 'escape_not_canonical'],
    ['/api/%41', 'escape_not_canonical'],
    ['/%61pi/x', 'escape_not_canonical'],
    ['/api/a%2Db', 'escape_not_canonical'],
    ['/api/a%2Eb', 'escape_not_canonical'],
    ['/api/caf%c3%a9', 'escape_not_canonical'],
    ['/api/a@b', 'escape_not_canonical'],
    ['/api/a:b', 'escape_not_canonical'],
    ['/api/a+b', 'escape_not_canonical'],
    ['/api/a%3ab', 'escape_not_canonical'],
    ['/api/%27', 'escape_not_canonical'],
  ])('%j is refused: %s', (pathname, refusal) => {
    expect(refusalOf(pathname)).toBe(refusal)
  })

  test('the longest path that is accepted has 2,048 bytes', () => {
    expect(refusalOf(`/${'a'.repeat(2047)}`)).toBeNull()
    expect(refusalOf(`/${'a'.repeat(2048)}`)).toBe('too_long')
    expect(refusalOf('/a'.repeat(40_000))).toBe('too_long')
  })

  /** Every byte but the raw slash, as a character and as an escape of either case, alone, in front, behind and inside. */
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  const spellings = bytes.flatMap((byte) => {
    const hex = byte.toString(16).padStart(2, '0')
    const escapes = [`%${hex}`, `%${hex.toUpperCase()}`]
    return hex === '2f' ? escapes : [String.fromCharCode(byte), ...escapes]
  })
  const corpus = spellings.flatMap((part) =>
    ['', 'a', '.', '%C3', '%252'].flatMap((l) => [l + part, part + l, l + part + l]),
  )

  test('whatever is accepted is forwarded as it came, and has one spelling only', () => {
    const rawByMeaning = new Map<string, string>()
    let accepted = 0
    for (const part of corpus) {
      const path = parsePath(`/api/${part}/end`)
      if ('refusal' in path) continue
      accepted += 1
      const forwarded = path.segments.map((segment) => `/${encodeSegment(segment)}`).join('')
      expect(forwarded).toBe(`/api/${part}/end`)
      expect(path.raw).toBe(forwarded)
      const meaning = JSON.stringify(path.segments)
      expect(rawByMeaning.get(meaning) ?? path.raw).toBe(path.raw)
      rawByMeaning.set(meaning, path.raw)
    }
    expect(accepted).toBeGreaterThan(200)
  })

  test('whatever is accepted survives the URL parser unchanged', () => {
    for (const part of corpus) {
      const path = parsePath(`/api/${part}/end`)
      if ('refusal' in path) continue
      const url = new URL(`https://upstream.invalid${path.raw}`)
      expect(url.pathname).toBe(path.raw)
      expect(url.href).toBe(`https://upstream.invalid${path.raw}`)
    }
  })

  test('whatever is accepted has three segments for everybody who decodes it again', () => {
    for (const part of corpus) {
      const path = parsePath(`/api/${part}/end`)
      if ('refusal' in path) continue
      const decodedTwice = decodeURIComponent(decodeURIComponent(path.raw))
      expect(decodedTwice.split(/[/\\]/)).toHaveLength(4)
      expect(decodedTwice.normalize('NFKC').split(/[/\\]/)).toHaveLength(4)
    }
  })
})
