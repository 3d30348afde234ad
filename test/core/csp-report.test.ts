import { describe, expect, test } from 'vitest'
import { isReportType, parseReports } from '../../src/core/csp-report.ts'

const ORIGIN = 'https://acme.example'
const BUNDLE = `${ORIGIN}/api/plugins/bundle/hello/1.0.0?h=${'0'.repeat(64)}`

function older(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ 'csp-report': { 'document-uri': `${ORIGIN}/hello`, ...fields } })
}

function newer(...bodies: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify(
    bodies.map((body) => ({ type: 'csp-violation', age: 1, body: { documentURL: `${ORIGIN}/`, ...body } })),
  )
}

test.each([
  ['application/csp-report', true],
  ['application/reports+json', true],
  ['application/reports+json; charset=utf-8', true],
  ['Application/CSP-Report', true],
  ['application/json', false],
  ['text/plain', false],
  ['application/csp-reports', false],
  ['x application/csp-report', false],
  [null, false],
])('%s is a type of reports: %s', (type, is) => {
  expect(isReportType(type)).toBe(is)
})

test('both formats say the same', () => {
  const expected = [
    {
      directive: 'connect-src',
      blocked: 'https://evil.example/steal',
      source: '/api/plugins/bundle/hello/1.0.0:12',
      plugin: 'hello',
    },
  ]
  const fields = { 'effective-directive': 'connect-src', 'blocked-uri': 'https://evil.example/steal?who=alice' }
  expect(parseReports(older({ ...fields, 'source-file': BUNDLE, 'line-number': 12 }), ORIGIN)).toEqual(expected)
  const body = { effectiveDirective: 'connect-src', blockedURL: 'https://evil.example/steal?who=alice' }
  expect(parseReports(newer({ ...body, sourceFile: BUNDLE, lineNumber: 12 }), ORIGIN)).toEqual(expected)
})

test('a browser of old names the directive with its sources', () => {
  const [report] = parseReports(
    older({ 'violated-directive': "img-src 'self' data:", 'blocked-uri': 'inline' }),
    ORIGIN,
  )
  expect(report).toEqual({ directive: 'img-src', blocked: 'inline', source: '', plugin: null })
})

test('a module that nobody vouched for is reported like the rest', () => {
  const report = { type: 'integrity-violation', body: { documentURL: `${ORIGIN}/`, blockedURL: BUNDLE } }
  expect(parseReports(JSON.stringify([report]), ORIGIN)).toEqual([
    { directive: 'integrity', blocked: `${ORIGIN}/api/plugins/bundle/hello/1.0.0`, source: '', plugin: 'hello' },
  ])
})

describe('the plugin is that whose bundle', () => {
  test.each([
    ['tried', { sourceFile: BUNDLE, blockedURL: 'inline' }, 'hello'],
    [
      'tried, by the older address',
      { sourceFile: `${ORIGIN}/api/plugins/bundle?entry=hello&id=hello`, blockedURL: 'eval' },
      'hello',
    ],
    ['was blocked', { sourceFile: '', blockedURL: BUNDLE }, 'hello'],
    ['is named by no address', { sourceFile: `${ORIGIN}/assets/host-1.js`, blockedURL: 'inline' }, null],
    ['is of another origin', { sourceFile: BUNDLE.replace('acme', 'evil'), blockedURL: 'inline' }, null],
    ['has a name that is none', { sourceFile: BUNDLE.replaceAll('hello', '..%2fx'), blockedURL: 'inline' }, null],
    ['has two names', { sourceFile: `${BUNDLE}&id=other`, blockedURL: 'inline' }, null],
  ])('%s', (_, body, plugin) => {
    expect(parseReports(newer(body), ORIGIN)[0]?.plugin).toBe(plugin)
  })
})

test.each([
  ['no JSON', 'x'],
  ['nothing', ''],
  ['a number', '1'],
  ['a list of nothing', '[null, 1, "x", {}]'],
  ['another kind of report', JSON.stringify([{ type: 'deprecation', body: { documentURL: `${ORIGIN}/` } }])],
  ['a page of another origin', older({ 'document-uri': 'https://evil.example/' })],
  ['a page of this host by another scheme', older({ 'document-uri': 'http://acme.example/' })],
  ['a page that is no address', older({ 'document-uri': 'about' })],
  ['a key twice', '{"csp-report":{},"csp-report":{}}'],
  ['a key that poisons', '{"__proto__":{"csp-report":{}}}'],
  ['too many bytes', older({ 'script-sample': 'x'.repeat(8192) })],
  ['too much depth', `${'['.repeat(7)}${']'.repeat(7)}`],
])('%s is no report', (_, text) => {
  expect(parseReports(text, ORIGIN)).toEqual([])
})

test('what a report says is kept short, and labels are of a closed list', () => {
  const long = `https://evil.example/${'x'.repeat(3000)}`
  const [report] = parseReports(
    newer({ effectiveDirective: 'no-such-src', blockedURL: long, sourceFile: long }),
    ORIGIN,
  )
  expect(report?.directive).toBe('other')
  expect(report?.blocked).toHaveLength(200)
  expect(report?.source).toHaveLength(200)
  const [odd] = parseReports(newer({ blockedURL: '\u001b[31m evil', lineNumber: 'x' }), ORIGIN)
  expect(odd).toEqual({ directive: 'other', blocked: '', source: '', plugin: null })
})

test('twenty reports at once are enough', () => {
  expect(parseReports(newer(...Array.from({ length: 30 }, () => ({ blockedURL: 'inline' }))), ORIGIN)).toHaveLength(20)
})

describe('the line of the source', () => {
  const sourceOf = (lineNumber: unknown) =>
    parseReports(newer({ sourceFile: `${ORIGIN}/a.js`, lineNumber }), ORIGIN)[0]?.source

  test('is said where it is one', () => {
    expect(sourceOf(1)).toBe('/a.js:1')
    expect(sourceOf('7')).toBe('/a.js:7')
  })

  test.each([[0], [-1], [1.5], ['x'], [Infinity], [null]])('%j is none', (line) => {
    expect(sourceOf(line)).toBe('/a.js')
  })
})

test.each([
  ['an address without an origin', 'blob:null/1', 'blob'],
  ['a document of data', 'data:text/html,x', 'data'],
  ['a word', 'inline', 'inline'],
  ['a socket', 'wss://evil.example/x?y', 'wss://evil.example/x'],
])('%s was blocked', (_, blockedURL, blocked) => {
  expect(parseReports(newer({ blockedURL }), ORIGIN)[0]?.blocked).toBe(blocked)
})

test.each([
  ['below another path', '/x/api/plugins/bundle/hello/1.0.0'],
  ['with more behind it', '/api/plugins/bundle/hello/1.0.0/more'],
  ['without a version', '/api/plugins/bundle/hello'],
])('an address of a bundle %s names no plugin', (_, path) => {
  expect(parseReports(newer({ sourceFile: ORIGIN + path, blockedURL: 'inline' }), ORIGIN)[0]?.plugin).toBeNull()
})
