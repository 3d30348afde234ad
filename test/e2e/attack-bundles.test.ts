/** Bundles that are nobody's to have, and files that are no bundles. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

const HASH = '0'.repeat(64)
const BUNDLE = '/api/plugins/bundle'

/** Not one plugin, said once, by the parameters that there are. */
const INVALID: readonly string[] = [
  '',
  '?',
  '?id=hello',
  '?entry=hello',
  '?entry=hello&id=inventory',
  '?entry=inventory&id=hello',
  '?entry=hello&id=hello&id=inventory',
  '?entry=hello&id=hello&entry=inventory',
  '?entry=hello&id=hello&v=1.0.0&v=2.0.0',
  '?entry=Hello&id=Hello',
  '?entry=hello%20&id=hello%20',
  '?entry=%20hello&id=%20hello',
  '?entry=hello%00&id=hello%00',
  '?entry=hello%00.js&id=hello%00.js',
  '?entry=hello%0a&id=hello%0a',
  '?entry=../hello&id=../hello',
  '?entry=../../config/idps.yaml&id=../../config/idps.yaml',
  '?entry=..%2f..%2fconfig%2fidps.yaml&id=..%2f..%2fconfig%2fidps.yaml',
  '?entry=..%252f&id=..%252f',
  '?entry=..%5chello&id=..%5chello',
  '?entry=/etc/passwd&id=/etc/passwd',
  '?entry=hello/1.0.0&id=hello/1.0.0',
  '?entry=hello/../inventory&id=hello/../inventory',
  '?entry=plugins/hello&id=plugins/hello',
  '?entry=*&id=*',
  '?entry=__proto__&id=__proto__',
  '?entry=&id=',
  '?entry[]=hello&id[]=hello',
  '?entry=hello;id=hello',
  '?ENTRY=hello&ID=hello',
  '?entry=hello&id=hello&file=/etc/passwd',
  '?entry=hello&id=hello&key=config/idps.yaml',
  '?entry=hello&id=hello&path=../config',
  '?entry=hello&id=hello&tenant=globex.localhost',
  '?entry=hello&id=hello&host=globex.localhost',
  '?entry=hello&id=hello&__proto__=1',
  '?entry=hello&id=hello&v=',
  '?entry=hello&id=hello&v=../1.0.0',
  '?entry=hello&id=hello&v=1.0.0/..',
  '?entry=hello&id=hello&v=1.0.0%00',
  '?entry=hello&id=hello&v=%2a',
  '?entry=hello&id=hello&h=',
  '?entry=hello&id=hello&h=abc',
  `?entry=hello&id=hello&h=${'A'.repeat(64)}`,
  `?entry=hello&id=hello&h=${HASH}0`,
  `?entry=hello&id=hello&h=sha256:${HASH}`,
  `?entry=${'a'.repeat(65)}&id=${'a'.repeat(65)}`,
  '/hello/1.0.0?id=inventory',
  '/hello/1.0.0?entry=hello&id=hello',
  '/hello/1.0.0?v=1.0.0',
  '/hello/1.0.0?file=x',
  '/Hello/1.0.0',
  '/hello/*',
]

/** One plugin or one version that there is not. */
const UNKNOWN: readonly string[] = [
  '?entry=nobody&id=nobody',
  '?entry=constructor&id=constructor',
  '?entry=sleeper&id=sleeper',
  '?entry=hello&id=hello&v=9.9.9',
  '?entry=hello&id=hello&v=1.0.0-rc.1',
  '?entry=hello&id=hello&v=1.0',
  `?entry=hello&id=hello&v=1.0.0&h=${HASH}`,
  `?entry=hello&id=hello&h=${HASH}`,
  '/hello/9.9.9',
  '/nobody/1.0.0',
  `/hello/1.0.0?h=${HASH}`,
]

const NOT_CANONICAL: readonly string[] = [
  '/hello/%31.0.0',
  '/h%65llo/1.0.0',
  '/hello/..%2f1.0.0',
  '/..%2f..%2fconfig/1.0.0',
  '/hello/1.0.0%00',
  '/hello;x/1.0.0',
]

/** Fall to the calls of plugins, where nobody has them on a list. */
const NO_ROUTES: readonly string[] = [
  '/hello',
  '/hello/1.0.0/index.esm.js',
  '/hello/1.0.0/',
  '/hello//1.0.0',
  '//hello/1.0.0',
  '/',
  's?entry=hello&id=hello',
]

/** Names of files that are somewhere on the disk or in a store; a browser gets the host application, or nothing. */
const FILES: readonly string[] = [
  '/plugins/hello/1.0.0/index.esm.js',
  '/app/plugins/hello/1.0.0/index.esm.js',
  '/config/idps.yaml',
  '/config/plugins.yaml',
  '/registry/acme.localhost/current',
  '/dist/shell.json',
  '/shell.json',
  '/_headers',
  '/.dev.vars',
  '/.git/config',
  '/.env',
  '/wrangler.toml',
  '/package.json',
  '/src/index.ts',
  '/index.js',
  '/index.js.map',
  '/worker.js',
  '/assets/../config/idps.yaml',
  '/assets/%2e%2e/shell.json',
  '/_test/requests',
  '/__scheduled',
]
const NO_ASSETS: readonly string[] = [
  '/assets/shell.json',
  '/assets/_headers',
  '/assets/nothing.js',
  '/assets/..%2fshell.json',
  '/assets/%2e%2e%2fshell.json',
  '/assets/plugins/hello/1.0.0/index.esm.js',
  '/assets/.dev.vars',
  '/assets/index.js.map',
]

const bob: Pick<Attack, 'without' | 'headers'> = {
  without: ['Cookie', 'X-Plugin-Id'],
  headers: [['Cookie', '__Host-Http-sid=$SID.bob$']],
}

const ofABrowser: Pick<Attack, 'without'> = { without: ['X-Plugin-Id', 'Sec-Fetch-Dest'] }

/** Ways to get bytes that a plain GET would not. */
const WAYS: readonly (readonly [title: string, more: Partial<Attack>])[] = [
  ['plainly', {}],
  ['if it has changed', { headers: [['If-None-Match', '"sha256-0"']] }],
  ['if there is none', { headers: [['If-None-Match', '*']] }],
  ['since long ago', { headers: [['If-Modified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT']] }],
  ['in part', { headers: [['Range', 'bytes=0-9']] }],
  ['in parts', { headers: [['Range', 'bytes=0-1,3-4,-1']] }],
  ['as HEAD', { method: 'HEAD' }],
  ['in the name of the plugin', { headers: [['X-Plugin-Id', 'inventory']] }],
]

const rows: readonly Attack[] = [
  ...INVALID.map((query): Attack => ({ ...about(query), answer: [400, 'bundle_query_invalid'] })),
  ...UNKNOWN.map((query): Attack => ({ ...about(query), answer: [404, 'bundle_unknown'] })),
  ...NOT_CANONICAL.map((path): Attack => ({ ...about(path), answer: [400, 'path_not_canonical'] })),
  ...NO_ROUTES.map((path): Attack => ({ ...about(path), answer: [403, 'plugin_header_invalid'] })),
  ...['POST', 'PUT', 'DELETE'].map((method): Attack => ({
    ...about('?entry=hello&id=hello'),
    title: `${method} of a bundle`,
    method,
    answer: [403, 'plugin_header_invalid'],
  })),
  ...WAYS.map(([title, more]): Attack => ({
    ...about('?entry=inventory&id=inventory'),
    ...bob,
    ...more,
    headers: [...(bob.headers ?? []), ...(more.headers ?? [])],
    title: `Bob asks for the code of what he may not see, ${title}`,
    answer: [403, 'bundle_not_permitted'],
  })),
  {
    ...about('/inventory/1.2.0'),
    ...bob,
    title: 'Bob asks for it by the other address',
    answer: [403, 'bundle_not_permitted'],
  },
  {
    ...about('?entry=probe&id=probe'),
    title: 'a plugin without contributions is permitted to nobody',
    answer: [403, 'bundle_not_permitted'],
  },
  {
    ...about('?entry=hello&id=hello'),
    title: 'Acme’s plugin at Globex',
    host: 'globex.localhost:$PORT$',
    without: ['Cookie', 'X-Plugin-Id'],
    headers: [['Cookie', '__Host-Http-sid=$SID.gina$']],
    answer: [404, 'bundle_unknown'],
  },
  ...FILES.map((target): Attack => ({ requirement: 41, title: target, target, ...ofABrowser, answer: 'page' })),
  ...NO_ASSETS.map((target): Attack => ({ requirement: 41, title: target, target, ...ofABrowser, answer: 'server' })),
  ...['/cdn-cgi/mf/scheduled', '/cdn-cgi/handler/scheduled', '/cdn-cgi/explorer', '/cdn-cgi/explorer/api'].map(
    (target): Attack => ({ requirement: 42, title: target, target, ...ofABrowser, answer: 'server' }),
  ),
]

/** @param query What follows the route: a query, or more of the path. */
function about(query: string): Pick<Attack, 'requirement' | 'title' | 'target' | 'without'> {
  return { requirement: 21, title: query.slice(0, 70), target: `${BUNDLE}${query}`, without: ['X-Plugin-Id'] }
}

describe('bundles', () => {
  testAttacks(rows)
})
