/** Regular expressions of the gateway: none repeats a repetition, so none can be made to try for ever (requirement 2). */
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tokenizer, tokTypes } from 'acorn'
import { describe, expect, test } from 'vitest'

/** Every literal, with where it stands. */
function expressionsOf(file: string): readonly (readonly [place: string, pattern: string])[] {
  const source = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  return [...tokenizer(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true })].flatMap((token) => {
    if (token.type !== tokTypes.regexp) return []
    const pattern: unknown = Reflect.get(Object(Reflect.get(token, 'value')), 'pattern')
    return typeof pattern === 'string' ? [[`${file}:${token.loc?.start.line}`, pattern] as const] : []
  })
}

/** Whether something that repeats without bound stands inside something that does, or a group is referred back to. */
function canTryForLong(pattern: string): boolean {
  /** For each open group, whether something in it repeats without bound. */
  const open: boolean[] = [false]
  const rest = pattern.replaceAll(/\\(.)/g, (_, escaped: string) => (/[1-9k]/.test(escaped) ? '\u0001' : 'x'))
  if (rest.includes('\u0001')) return true
  const flat = rest.replaceAll(/\[[^\]]*\]/g, 'x').replaceAll(/\(\?(?::|=|!|<=|<!|<\w+>)/g, '(')
  for (let at = 0; at < flat.length; at += 1) {
    const repeats = /^(?:[*+]|\{\d+,\})/.test(flat.slice(at + 1))
    if (flat[at] === '(') open.push(false)
    else if (flat[at] === ')') {
      const inner = open.pop() === true
      if (inner && repeats) return true
      if (inner || repeats) open[open.length - 1] = true
    } else if (repeats) open[open.length - 1] = true
  }
  return false
}

/**
 * Whether an expression that may begin anywhere goes on after something that repeats without bound: where what follows is
 * missing, each of `n` beginnings is followed to the end, which takes as long as a page of slashes is long, squared.
 */
function canBeginOften(pattern: string): boolean {
  const flat = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  // What may not follow its own kind begins once in a row of them.
  const isAnchored = /^(?:\^|\(\?<!)/.test(flat) && !withoutGroups(flat).includes('|')
  return !isAnchored && /(?:[*+]|\{\d+,\})\??./.test(flat)
}

function withoutGroups(pattern: string): string {
  const outer = pattern.replaceAll(/\([^()]*\)/g, '')
  return outer === pattern ? outer : withoutGroups(outer)
}

const ONCE: readonly string[] = [
  // Every string in a JSON text that was parsed ends; a row of blanks is looked at once, after the string before it.
  String.raw`("(?:[^"\\]|\\.)*")([ \t\r\n]*:)?|[{}[\]]`,
  // Sticky.
  String.raw`[ \t]*(?:W\/)?("[\x21\x23-\x7e]*")[ \t]*(?:,|$)`,
]

/** Words with a separator between them that no word can hold: where one ends is never in doubt. */
const PARTED: readonly string[] = [
  '^(?=.{1,128}$)[A-Za-z0-9_:-]+(\\.[A-Za-z0-9_:-]+)*$',
  '^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$',
  '^\\/assets\\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(?:svg|png|webp)$',
]

describe('requirement 2: an expression that could try for long', () => {
  test.each(['(a+)+', '(a*)*', '((a|b)+c)*', '(?:[a-z]+\\s?)+', '(a)\\1', '(?<x>a)\\k<x>', '(a{2,})+'])(
    '%s is noticed',
    (pattern) => {
      expect(canTryForLong(pattern)).toBe(true)
    },
  )

  test.each(['^[a-z]+$', '^(?:0|-?[1-9][0-9]{0,17})$', '(a{0,2})+', '\\(a+\\)+', '[(+]+'])('%s is none', (pattern) => {
    expect(canTryForLong(pattern)).toBe(false)
  })

  test.each([String.raw`(.)\/+$`, ' +x', 'a*b', '^x|a+b', '[a-z]+:', 'a{2,}b'])('%s may begin often', (pattern) => {
    expect(canBeginOften(pattern)).toBe(true)
  })

  test.each(['^a+$', '(?<! ) +x', ':[^/]+', 'x$', '^(?:a|b)+$', 'a{1,6}b'])('%s may not', (pattern) => {
    expect(canBeginOften(pattern)).toBe(false)
  })

  test('stands nowhere in the gateway, nor is one made from a text', () => {
    const files = globSync('src/**/*.ts')
    const found = files.flatMap(expressionsOf)
    expect(found.length).toBeGreaterThan(50)
    expect(found.filter(([, pattern]) => canTryForLong(pattern) && !PARTED.includes(pattern))).toEqual([])
    expect(found.filter(([, pattern]) => canBeginOften(pattern) && !ONCE.includes(pattern))).toEqual([])
    // Colours are put together from parts that are literals of the same file.
    expect(files.filter((file) => /\bRegExp\(/.test(readFileSync(file, 'utf8')))).toEqual(['src/core/color.ts'])
  })
})
