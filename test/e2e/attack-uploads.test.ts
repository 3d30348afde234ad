/** Bundles from somebody who has an operator's token and means harm: elsewhere, too large, or no module at all. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

const MODULE = 'export const stolen = 1'
const PLACE = '/api/ops/bundles/hello'
const HASH = '0'.repeat(64)

/** What a script with a token sends of an honest call: none of a browser's proofs. */
const BY_SCRIPT = [
  'Cookie',
  'X-Plugin-Id',
  'Origin',
  'X-CSRF-Token',
  'Sec-Fetch-Site',
  'Sec-Fetch-Dest',
  'Content-Type',
]

function row(title: string, answer: Attack['answer'], { headers = [], ...more }: Partial<Attack> = {}): Attack {
  const hasType = headers.some(([name]) => name === 'Content-Type')
  const type = hasType ? [] : ([['Content-Type', 'text/javascript']] as const)
  return {
    requirement: 31,
    title,
    method: 'PUT',
    target: `${PLACE}/6.6.6`,
    without: BY_SCRIPT,
    headers: [['Authorization', 'Bearer $TOKEN$'], ...type, ...headers],
    body: MODULE,
    ...more,
    answer,
  }
}

/** In a browser, with every proof of its page. */
function ofAPage(title: string, answer: Attack['answer'], without: readonly string[]): Attack {
  return {
    ...row(title, answer),
    without: ['Content-Type', ...without],
    headers: [['Content-Type', 'text/javascript']],
  }
}

/** Places that are no version of a plugin's. */
const PLACES: readonly (readonly [path: string, answer: Attack['answer']])[] = [
  ['hello/..%2f..%2fconfig', [404, 'operator_plugin_unknown']],
  ['hello/..%5c..%5cconfig', [404, 'operator_plugin_unknown']],
  ['hello/..%252fconfig', [404, 'operator_plugin_unknown']],
  ['hello/%2e%2e', [404, 'not_found']],
  ['..%2fhello/1.0.0', [404, 'operator_plugin_unknown']],
  ['__proto__/1.0.0', [404, 'operator_plugin_unknown']],
  ['HELLO/1.0.0', [404, 'operator_plugin_unknown']],
  ['hello%20/1.0.0', [404, 'operator_plugin_unknown']],
  ['hello%00/1.0.0', [404, 'operator_plugin_unknown']],
  ['h%65llo/1.0.0', [404, 'operator_plugin_unknown']],
  ['.staged/1.0.0', [404, 'operator_plugin_unknown']],
  ['*/1.0.0', [404, 'operator_plugin_unknown']],
  ['hello/1.0.0%00', [404, 'operator_plugin_unknown']],
  ['hello/%31.0.0', [404, 'operator_plugin_unknown']],
  ['hello/1.0.0+build', [404, 'operator_plugin_unknown']],
  ['hello/1.0.0%0d%0aX:1', [404, 'operator_plugin_unknown']],
  ['hello/*', [404, 'operator_plugin_unknown']],
  [`hello/${'1'.repeat(129)}`, [404, 'operator_plugin_unknown']],
  ['hello/...', [400, 'body_invalid']],
  ['hello/1.0.0/index.esm.js', [404, 'not_found']],
  ['hello/1.0.0/', [404, 'not_found']],
  ['hello//1.0.0', [404, 'not_found']],
  ['/hello/1.0.0', [404, 'not_found']],
  ['hello', [404, 'not_found']],
]

/** Bytes that are no module, whatever they say to be. */
const CONTENTS: readonly (readonly [title: string, body: string])[] = [
  ['nothing', ''],
  ['blanks', ' \n\t '],
  ['a zip archive', 'PK\x03\x04\x14\x00\x08\x00export'],
  ['a gzip archive', '\x1f\x8b\x08\x00export'],
  ['a tar archive', `index.esm.js${'\0'.repeat(500)}export`],
  ['WebAssembly', '\x00asm\x01\x00\x00\x00export'],
  ['a picture', '\x89PNG\r\n\x1a\nexport'],
  ['UTF-16', '\xff\xfee\x00x\x00p\x00o\x00r\x00t\x00'],
  ['bytes that are no UTF-8', 'export const a = "\xff"'],
  ['an overlong slash', 'export const a = "\xc0\xaf"'],
  ['half a character', 'export const a = "\xe2\x82'],
  ['a surrogate', 'export const a = "\xed\xa0\x80"'],
  ['a page', '<!doctype html><script>export</script>'],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" onload="export"/>'],
  ['a page behind blanks', '\n\n  <html>export</html>'],
  ['a NUL at the end', `${MODULE}\0`],
  ['an escape sequence', `${MODULE} // \x1b[2J`],
  ['a script that exports nothing', 'fetch("https://evil.example/")'],
  ['JSON', '{"stolen":1}'],
  ['YAML', 'tenants: {}\n'],
]

const TYPES: readonly string[] = [
  'application/json',
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/wasm',
  'text/html',
  'text/plain',
  'text/css',
  'image/svg+xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'text/javascripts',
  'x; text/javascript',
]

const HASHES: readonly string[] = [HASH, '', 'x', 'SHA256', `sha256-${HASH}`, HASH.slice(1), `${HASH}, ${HASH}`]

const rows: readonly Attack[] = [
  ...PLACES.map(([path, answer]) => row(`PUT ${path.slice(0, 60)}`, answer, { target: `/api/ops/bundles/${path}` })),
  ...CONTENTS.map(([title, body]) => row(title, [400, 'body_invalid'], { body })),
  ...TYPES.map((type) => row(`Content-Type: ${type}`, [400, 'body_invalid'], { headers: [['Content-Type', type]] })),
  ...HASHES.map((hash) =>
    row(`bytes of another hash than ${JSON.stringify(hash.slice(0, 20))}`, [400, 'body_invalid'], {
      headers: [['X-Content-Sha256', hash]],
    }),
  ),
  row('other bytes under a version that there is', [409, 'bundle_exists'], { target: `${PLACE}/1.0.0` }),
  row('six megabytes', [413, 'body_too_large'], { body: 'x'.repeat(6_000_000) }),
  row('a body that lies about its coding', [400, 'body_invalid'], {
    body: '\x1f\x8b\x08\x00',
    headers: [['Content-Encoding', 'gzip']],
  }),
  ...['POST', 'PATCH', 'DELETE'].map((method) => row(`${method} of a version`, [404, 'not_found'], { method })),
  row('a GET in disguise', [404, 'not_found'], { method: 'POST', headers: [['X-HTTP-Method-Override', 'PUT']] }),
  ofAPage('by nobody', [401, 'signed_out'], ['Cookie', 'X-Plugin-Id']),
  ofAPage('by somebody signed in at a tenant', [403, 'operator_required'], ['X-Plugin-Id']),
  ofAPage('by a plugin', [403, 'operator_required'], []),
]

describe('bundle uploads', () => {
  testAttacks(rows)
})
