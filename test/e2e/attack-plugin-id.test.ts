/** Who a call says it is: one plugin, of this tenant, or nobody. And calls that no script made. */
import { describe } from 'vitest'
import { type Attack, testAttacks } from './fixture/attack.ts'

const NO_ID: readonly string[] = [
  '',
  '  ',
  'probe, hello',
  'probe,probe',
  'probe hello',
  'Probe',
  'PROBE',
  '-probe',
  'probe_',
  'probe.',
  'probe/',
  '../probe',
  'probe%00',
  'probe%20',
  '"probe"',
  "'probe'",
  'probe;x',
  'probe#',
  'probe\\',
  '*',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'pr\xf6be',
  'pr\xc3\xb6be',
  'probe\xa0',
  'p'.repeat(65),
  'p'.repeat(4_000),
  '${probe}',
  '{"id":"probe"}',
]

const NOBODY: readonly string[] = ['nobody', 'constructor', 'prototype', 'valueof', 'sleeper', 'p', 'p'.repeat(64), '0']

/** A plugin of another tenant, or of this one with other grants. */
const OTHERS: readonly string[] = ['hello', 'hello-page', 'hello-widget', 'inventory', 'sales-analytics', 'orders-live']

const anonymous = ['X-Plugin-Id']

const LOADS = [
  'audio',
  'document',
  'embed',
  'fencedframe',
  'font',
  'frame',
  'iframe',
  'image',
  'manifest',
  'object',
  'report',
  'script',
  'style',
  'track',
  'video',
  'webidentity',
  'xslt',
  'json',
  '',
  'EMPTY',
  'empty, script',
  'script, empty',
]
const WORKERS = ['worker', 'sharedworker', 'serviceworker', 'audioworklet', 'paintworklet']

const rows: readonly Attack[] = [
  ...NO_ID.map((value): Attack => ({
    requirement: 5,
    title: `X-Plugin-Id ${JSON.stringify(value.slice(0, 70))}`,
    without: anonymous,
    headers: [['X-Plugin-Id', value]],
    answer: [403, 'plugin_header_invalid'],
  })),
  ...NOBODY.map((value): Attack => ({
    requirement: 5,
    title: `X-Plugin-Id ${value}`,
    without: anonymous,
    headers: [['X-Plugin-Id', value]],
    answer: [403, 'plugin_unknown'],
  })),
  ...OTHERS.map((value): Attack => ({
    requirement: 5,
    title: `${value} uses the grant of probe`,
    without: anonymous,
    headers: [['X-Plugin-Id', value]],
    answer: [403, 'allowlist_violation'],
  })),
  ...(['X-Plugin-Id', 'x-plugin-id', 'X-PLUGIN-ID'] as const).flatMap((name) =>
    ['probe', 'hello', ''].map((value): Attack => ({
      requirement: 5,
      title: `a second header ${name}: ${value}`,
      headers: [[name, value]],
      answer: [403, 'plugin_header_invalid'],
    })),
  ),
  ...(
    [
      ['a NUL', [['X-Plugin-Id', 'probe\x00']]],
      ['a blank before the colon', [['X-Plugin-Id ', 'probe']]],
      ['a folded line', [['X-Plugin-Id', '\r\n probe']]],
      ['a folded line of another header', [['X-Note', 'x\r\n X-Plugin-Id: probe']]],
      ['a bare carriage return', [['X-Note', 'x\rX-Plugin-Id: probe']]],
    ] as const
  ).map(([title, headers]): Attack => ({ requirement: 5, title, without: anonymous, headers, answer: 'server' })),
  {
    requirement: 5,
    title: 'a bare line feed ends a header: the second one counts',
    headers: [['X-Note', 'x\nX-Plugin-Id: hello']],
    answer: [403, 'plugin_header_invalid'],
  },
  {
    requirement: 5,
    title: 'of Globex, by its own person, with a plugin that only Acme has',
    host: 'globex.localhost:$PORT$',
    without: ['Cookie', 'X-Plugin-Id'],
    headers: [
      ['Cookie', '__Host-Http-sid=$SID.gina$'],
      ['X-Plugin-Id', 'inventory'],
    ],
    target: '/api/crud/items',
    answer: [403, 'plugin_unknown'],
  },
  ...(
    [
      ['nothing', []],
      ['an underscore', [['X_Plugin_Id', 'probe']]],
      ['a dot', [['X.Plugin.Id', 'probe']]],
      ['another name', [['Plugin-Id', 'probe']]],
      ['a forwarded name', [['X-Forwarded-Plugin-Id', 'probe']]],
    ] as const
  ).map(([title, headers]): Attack => ({
    requirement: 6,
    title: `${title} instead of X-Plugin-Id`,
    without: anonymous,
    headers,
    answer: [403, 'plugin_header_invalid'],
  })),
  ...['X_Plugin_Id', 'X.Plugin.Id', 'X-Plugin_Id', 'Plugin-Id', 'X-Plugin-Id-', 'XX-Plugin-Id'].map((name): Attack => ({
    requirement: 5,
    title: `${name} beside X-Plugin-Id names nobody, and goes no further`,
    headers: [[name, 'spoofed']],
    answer: [200],
    reaches: ['GET /api/faults/ok'],
  })),
  ...['X-Plugin-Id=probe', 'plugin=probe', 'x-plugin-id=probe&id=probe'].map((query): Attack => ({
    requirement: 6,
    title: `${query} in the query instead of the header`,
    without: anonymous,
    target: `/api/faults/ok?${query}`,
    answer: [403, 'plugin_header_invalid'],
  })),
  ...[
    '/api/crud/items',
    '/api/sales/summary',
    '/api/events?topic=orders',
    '/api/public/ok',
    '/api/anything',
    '/api/faults/javascript',
  ].map((target): Attack => ({
    requirement: 6,
    title: `${target} as <script>, <img> or a navigation would ask`,
    target,
    without: ['X-Plugin-Id', 'Sec-Fetch-Dest', 'Sec-Fetch-Site'],
    answer: [403, 'plugin_header_invalid'],
  })),
  ...['/api/plugins/secure-echo'].map((target): Attack => ({
    requirement: 6,
    title: `${target} without the header`,
    target,
    without: anonymous,
    answer: [403, 'plugin_header_invalid'],
  })),
  ...LOADS.map((destination): Attack => ({
    requirement: 7,
    title: `Sec-Fetch-Dest ${JSON.stringify(destination)}`,
    without: ['Sec-Fetch-Dest'],
    headers: [['Sec-Fetch-Dest', destination]],
    answer: [403, 'destination_refused'],
  })),
  ...WORKERS.flatMap((destination): readonly Attack[] =>
    ['/api/faults/javascript', '/api/plugins/bundle?entry=hello&id=hello', '/', '/api/plugins/secure-echo'].map(
      (target) => ({
        requirement: 35,
        title: `${target} as ${destination}`,
        target,
        without: ['Sec-Fetch-Dest'],
        headers: [['Sec-Fetch-Dest', destination]],
        answer: [403, 'destination_refused'],
      }),
    ),
  ),
  ...['/api/faults/javascript', '/api/plugins/bundle?entry=hello&id=hello', '/'].map((target): Attack => ({
    requirement: 35,
    title: `${target} for a service worker`,
    target,
    headers: [['Service-Worker', 'script']],
    answer: [403, 'destination_refused'],
  })),
]

describe('whose call it is', () => {
  testAttacks(rows)
})
