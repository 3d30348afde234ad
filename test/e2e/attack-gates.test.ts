/** Conditional, partial and bodiless requests: a validator or a range opens no gate that a plain request finds shut. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

type Way = Pick<Attack, 'method' | 'headers'>

const WAYS: readonly (readonly [title: string, way: Way])[] = [
  ['if nothing matches', { headers: [['If-None-Match', '*']] }],
  ['if that tag is old', { headers: [['If-None-Match', 'W/"0", "sha256-0"']] }],
  ['if something matches', { headers: [['If-Match', '*']] }],
  ['if it changed since the beginning', { headers: [['If-Modified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT']] }],
  ['unless it changed', { headers: [['If-Unmodified-Since', 'Fri, 31 Dec 9999 23:59:59 GMT']] }],
  ['its first byte', { headers: [['Range', 'bytes=0-0']] }],
  ['many ranges', { headers: [['Range', `bytes=${Array.from({ length: 200 }, (_, at) => `${at}-${at}`).join()}`]] }],
  [
    'a range if the tag is right',
    {
      headers: [
        ['Range', 'bytes=0-9'],
        ['If-Range', '"0"'],
      ],
    },
  ],
  ['the head of it', { method: 'HEAD' }],
  [
    'with expectations',
    {
      headers: [
        ['Prefer', 'return=minimal'],
        ['Cache-Control', 'only-if-cached'],
      ],
    },
  ],
]

/** Each gate, and a request that it stops. */
const GATES: readonly (readonly [gate: string, shut: Partial<Attack>, answer: Attack['answer']])[] = [
  ['the tenant', { host: 'nobody.localhost:$PORT$' }, [404, 'tenant_unknown']],
  ['the session', { without: ['Cookie'] }, [401, 'signed_out']],
  [
    'the destination',
    { without: ['Sec-Fetch-Dest'], headers: [['Sec-Fetch-Dest', 'script']] },
    [403, 'destination_refused'],
  ],
  ['the plugin', { without: ['X-Plugin-Id'] }, [403, 'plugin_header_invalid']],
  ['another plugin', { without: ['X-Plugin-Id'], headers: [['X-Plugin-Id', 'sleeper']] }, [403, 'plugin_unknown']],
  ['the path', { target: '/api/faults/..%2fok' }, [400, 'path_not_canonical']],
  ['the query', { target: '/api/faults/ok?a=%zz' }, [400, 'path_not_canonical']],
  ['the list', { target: '/api/admin/x' }, [403, 'allowlist_violation']],
  ['the topic', { target: '/api/events?topic=payroll' }, [403, 'allowlist_violation']],
  ['the service', { target: '/api/served-by-nobody/x' }, [404, 'service_unknown']],
  [
    'the bundle of nobody',
    { target: '/api/plugins/bundle?entry=nobody&id=nobody', without: ['X-Plugin-Id'] },
    [404, 'bundle_unknown'],
  ],
  ['the operators', { target: '/api/ops/plugins' }, [403, 'operator_required']],
]

const rows: readonly Attack[] = GATES.flatMap(([gate, shut, answer]) =>
  WAYS.filter(([, { method }]) => method !== 'HEAD' || gate !== 'the topic').map(([title, way]): Attack => ({
    requirement: 23,
    title: `${gate}: ${title}`,
    ...shut,
    ...way,
    headers: [...(shut.headers ?? []), ...(way.headers ?? [])],
    answer,
  })),
)

/** Where a request target says another place than the host does, the host counts, or the request is none. */
const ABSOLUTE: readonly (readonly [target: string, answer: Attack['answer'], reaches?: readonly string[]])[] = [
  ['http://acme.localhost:$PORT$/api/faults/ok', [200], ['GET /api/faults/ok']],
  ['https://evil.example/api/faults/ok', [200], ['GET /api/faults/ok']],
  ['http://evil.example@acme.localhost:$PORT$/api/faults/ok', [200], ['GET /api/faults/ok']],
  ['http://acme.localhost:$PORT$/api/faults/..%2fadmin', [400, 'path_not_canonical']],
  ['http://globex.localhost:$PORT$/api/admin/x', [403, 'allowlist_violation']],
  ['file:///etc/passwd', 'server'],
  ['ftp://evil.example/api/faults/ok', [200], ['GET /api/faults/ok']],
  ['acme.localhost:443', 'page'],
]

describe('gates, however they are asked', () => {
  testAttacks([
    ...rows,
    ...ABSOLUTE.map(([target, answer, reaches]): Attack => {
      return { requirement: 18, title: `target ${target}`, target, answer, ...(reaches !== undefined && { reaches }) }
    }),
  ])
})
