/** Hosts that are not what they seem, and sessions that are somebody else's. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

/**
 * Answered as Acme's, whatever else they say: one reading of the host, and it is the session's. The server in front writes what
 * it has read into `Host`; where nobody does, the gateway refuses other spellings (`refuseHostHeader`).
 */
const SAME_TENANT: readonly string[] = [
  'acme.localhost:$PORT$',
  'ACME.LOCALHOST:$PORT$',
  'Acme.Localhost',
  'acme.localhost:1',
  'acme.localhost:',
  'acme.localhost:0$PORT$',
  'localhost:$PORT$',
  'globex.localhost@acme.localhost:$PORT$',
  'x:y@acme.localhost',
  '@acme.localhost',
  'acme\xe3\x80\x82localhost',
  'acme.localhost\xc2\xad',
  '\xef\xbd\x81cme.localhost',
]

const MALFORMED: readonly string[] = [
  'acme.localhost.:$PORT$',
  'acme.localhost.',
  'acme..localhost:$PORT$',
  '.acme.localhost',
  'acme_localhost',
  '-acme.localhost',
  'acme.localhost-',
  '[::1]:$PORT$',
  '[::ffff:127.0.0.1]',
  '10.0.0.1:$PORT$',
  '192.168.0.1',
  '0x0a.1',
  '__proto__',
  '..',
  '.',
  `${'a'.repeat(64)}.localhost`,
  'a'.repeat(254),
]

const UNKNOWN: readonly string[] = [
  'nobody.localhost:$PORT$',
  'acme.localhost.evil.example',
  'evil-acme.localhost',
  'acme.localhost.localhost',
  'xacme.localhost',
  'constructor',
  'registry',
  'quarantine',
  'xn--acme.localhost',
  'xn--cme-7cd.localhost',
  '\xd0\xb0cme.localhost',
]

const NO_HOST: readonly string[] = [
  'acme.localhost:99999',
  'acme.localhost:8x',
  'acme.localhost, globex.localhost',
  'acme.localhost globex.localhost',
  'acme.localhost%00',
  'acme.localhost%2f',
  'acm\xe9.localhost',
  '',
  ' ',
]

/** Alice's session, on a host that is not hers. */
const OTHER_TENANT: readonly string[] = ['globex.localhost:$PORT$', 'GLOBEX.localhost', '127.0.0.1:$PORT$']

const TRICKS: readonly (readonly [name: string, value: string])[] = [
  ['X-Forwarded-Host', 'globex.localhost'],
  ['X-Forwarded-Server', 'globex.localhost'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Prefix', '/api/admin'],
  ['Forwarded', 'host=globex.localhost;proto=https'],
  ['X-Host', 'globex.localhost'],
  ['X-Original-Host', 'globex.localhost'],
  ['X-HTTP-Host-Override', 'globex.localhost'],
  ['X-Tenant', 'globex.localhost'],
  ['X-Tenant-Id', 'globex.localhost'],
  ['X-Original-URL', '/api/admin/x'],
  ['X-Rewrite-URL', '/api/admin/x'],
  ['X-Override-URL', '/api/admin/x'],
  ['X-Accel-Redirect', '/api/admin/x'],
  ['Destination', 'http://globex.localhost/'],
]

const COOKIES: readonly (readonly [title: string, cookie: string])[] = [
  ['twice', '__Host-Http-sid=$SID$; __Host-Http-sid=$SID$'],
  ['planted before', '__Host-Http-sid=x; __Host-Http-sid=$SID$'],
  ['planted after', '__Host-Http-sid=$SID$; __Host-Http-sid=x'],
  ['planted in another case', '__host-http-sid=x; __Host-Http-sid=$SID$'],
  ['in another case', '__host-http-sid=$SID$'],
  ['without its prefix', 'sid=$SID$'],
  ['with half its prefix', '__Host-sid=$SID$'],
  ['__Secure-', '__Secure-sid=$SID$'],
  ['in quotes', '__Host-Http-sid="$SID$"'],
  ['longer', '__Host-Http-sid=$SID$A'],
  ['of the right form', `__Host-Http-sid=${'A'.repeat(43)}`],
  ['a path', `__Host-Http-sid=../${'A'.repeat(40)}`],
  ['empty', '__Host-Http-sid='],
  ['percent-encoded', '__Host-Http-sid=%41$SID$'],
  ['very long', `__Host-Http-sid=${'A'.repeat(4_000)}`],
  ['of Globex', '__Host-Http-sid=$SID.gina$'],
  ['of the operators’ host', '__Host-Http-sid=$SID.olivia$'],
  ['the CSRF token', '__Host-Http-sid=$CSRF$'],
]

const granted = { answer: [200], reaches: ['GET /api/faults/ok'] } as const

const rows: readonly Attack[] = [
  ...SAME_TENANT.map((host): Attack => ({ requirement: 18, title: `Host ${host}`, host, ...granted })),
  ...MALFORMED.map((host): Attack => ({
    requirement: 18,
    title: `Host ${host.slice(0, 80)}`,
    host,
    answer: [400, 'host_invalid'],
  })),
  ...UNKNOWN.map((host): Attack => ({ requirement: 18, title: `Host ${host}`, host, answer: [404, 'tenant_unknown'] })),
  ...NO_HOST.map((host): Attack => ({
    requirement: 18,
    title: `Host ${JSON.stringify(host)}`,
    host,
    answer: 'server',
  })),
  ...OTHER_TENANT.map((host): Attack => ({
    requirement: 18,
    title: `Alice’s cookie at ${host}`,
    host,
    answer: [401, 'signed_out'],
  })),
  {
    requirement: 18,
    title: 'two hosts',
    headers: [['Host', 'globex.localhost']],
    answer: 'server',
  },
  {
    requirement: 18,
    title: 'no host',
    bytes: 'GET /api/faults/ok HTTP/1.1\r\nConnection: close\r\nX-Plugin-Id: probe\r\n\r\n',
    answer: 'server',
  },
  {
    requirement: 18,
    title: 'HTTP/1.0 without a host',
    bytes: 'GET /api/faults/ok HTTP/1.0\r\nX-Plugin-Id: probe\r\nCookie: __Host-Http-sid=$SID$\r\n\r\n',
    answer: 'server',
  },
  {
    requirement: 18,
    title: 'a slash in the host is a path that nobody granted',
    host: 'acme.localhost/x',
    answer: 'page',
  },
  {
    requirement: 18,
    title: 'an absolute target names no other tenant than the host',
    target: 'http://globex.localhost:$PORT$/api/faults/ok',
    ...granted,
  },
  ...TRICKS.map(([name, value]): Attack => ({
    requirement: 18,
    title: `${name}: ${value}`,
    headers: [[name, value]],
    ...granted,
  })),
  ...COOKIES.map(([title, cookie]): Attack => ({
    requirement: 14,
    title: `the session cookie ${title}`,
    without: ['Cookie'],
    headers: [['Cookie', cookie]],
    answer: [401, 'signed_out'],
  })),
  ...['Authorization', 'X-Session', 'X-Session-Id', 'Proxy-Authorization'].map((name): Attack => ({
    requirement: 14,
    title: `the session id in ${name}`,
    without: ['Cookie'],
    headers: [[name, 'Bearer $SID$']],
    answer: [401, 'signed_out'],
  })),
  {
    requirement: 14,
    title: 'the session id in the query',
    without: ['Cookie'],
    target: '/api/faults/ok?__Host-Http-sid=$SID$',
    answer: [401, 'signed_out'],
  },
  {
    requirement: 14,
    title: 'two Cookie headers with one session each',
    headers: [['Cookie', '__Host-Http-sid=$SID$']],
    answer: [401, 'signed_out'],
  },
  ...[
    '/api/plugins/manifests',
    '/api/configs/ui',
    '/api/plugins/bundle?entry=hello&id=hello',
    '/api/session',
    '/api/faults/ok',
    '/api/plugins/secure-echo',
    '/api/events?topic=orders',
  ].flatMap((target): readonly Attack[] => [
    { requirement: 14, title: `${target} signed out`, target, without: ['Cookie'], answer: [401, 'signed_out'] },
    {
      requirement: 19,
      title: `${target} with Gina’s session`,
      target,
      without: ['Cookie'],
      headers: [['Cookie', '__Host-Http-sid=$SID.gina$']],
      answer: [401, 'signed_out'],
    },
  ]),
  ...[
    '/api/plugins/manifests',
    '/api/configs/ui',
    '/api/plugins/bundle?entry=hello&id=hello',
    '/api/faults/ok',
    '/api/plugins/secure-echo',
    '/api/events?topic=orders',
  ].map((target): Attack => ({
    requirement: 24,
    title: `nothing of a tenant’s on the operators’ host: ${target}`,
    host: 'ops.localhost:$PORT$',
    target,
    without: ['Cookie'],
    headers: [['Cookie', '__Host-Http-sid=$SID.olivia$']],
    answer: [404, 'not_found'],
  })),
  ...['/api/ops/tenants', '/api/ops/plugins', '/api/ops/plugins?tenant=acme.localhost'].map((target): Attack => ({
    requirement: 24,
    title: `a session on a tenant’s host operates nothing: ${target}`,
    target,
    answer: [403, 'operator_required'],
  })),
  ...[
    '/api/plugins/quarantine/hello',
    '/api/plugins/unquarantine/hello',
    '/api/plugins/refresh',
    '/api/plugins/quarantine/hello?scope=all',
  ].map((target): Attack => ({
    requirement: 24,
    title: `POST ${target} with a session on a tenant’s host`,
    method: 'POST',
    target,
    answer: [403, 'operator_required'],
  })),
  ...[
    'Bearer op_wrong-wrong-wrong-wrong-wrong',
    'Bearer ',
    'Bearer $TOKEN$x',
    'Basic $TOKEN$',
    '$TOKEN$',
    'Bearer  $TOKEN$',
    'Bearer $TOKEN$, Bearer $TOKEN$',
  ].map((value): Attack => ({
    requirement: 24,
    title: `${value} operates nothing`,
    method: 'POST',
    target: '/api/plugins/quarantine/hello',
    headers: [['Authorization', value]],
    answer: [401, 'signed_out'],
  })),
]

describe('hosts and sessions', () => {
  testAttacks(rows)
})
