import { expect, test } from 'vitest'
import { chainText, GENESIS, type AuditRow } from '#core/audit'
import { parseSession, type Session } from '../../../spa/host/answers.ts'
import { PLUGINS } from '../../../spa/host/ops/answers.ts'
import { verifyPage, verifyTrail } from '../../../spa/host/ops/chain.ts'
import { WRITTEN } from '../../../spa/host/ops/config-answer.ts'
import { createDesk, openDesk, type Desk } from '../../../spa/host/ops/desk.ts'
import { RECEIPT } from '../../../spa/host/ops/receipt.ts'
import { refreshSlices } from '../../../spa/host/ops/refresh.ts'

const SESSION = {
  subject: { type: 'account', id: 'auth:account:demo:olivia' },
  person: { name: 'Olivia Ortiz' },
  tenant: 'ops.localhost',
  hostVersion: '1.4.0',
  environment: 'development',
  csrfToken: 'proof',
  operator: true,
}

interface Seen {
  readonly url: string
  readonly init: RequestInit
}

function session(): Session {
  const parsed = parseSession(SESSION)
  if (!parsed) throw new Error('the session is sound')
  return parsed
}

function deskOf(answer: (url: URL) => Response) {
  const seen: Seen[] = []
  let left = 0
  const fetch = (url: string, init: RequestInit): Promise<Response> => {
    seen.push({ url, init })
    return Promise.resolve(answer(new URL(url, 'http://ops.localhost')))
  }
  const desk: Desk = createDesk(fetch, { session: session(), tenants: [], onSignedOut: () => (left += 1) })
  return { desk, seen, left: () => left }
}

function problem(status: number, code: string): Response {
  return Response.json({ status, code, title: code }, { status })
}

test('a file is put with the tag that was seen, the proof, and no type that a form could send', async () => {
  const { desk, seen } = deskOf(() => Response.json({ etag: 'new' }))
  expect(await desk.write('/api/ops/config?file=x', { text: 'a: 1\n', etag: 'old' }, WRITTEN)).toEqual({ value: 'new' })
  const headers = new Headers(seen[0]?.init.headers)
  expect(seen[0]?.init).toMatchObject({ method: 'PUT', body: 'a: 1\n' })
  expect([headers.get('If-Match'), headers.get('X-CSRF-Token')]).toEqual(['"old"', 'proof'])
  expect(headers.get('Content-Type')).toBe('application/yaml')
})

test('an order carries the proof, a reading does not', async () => {
  const { desk, seen } = deskOf(() => Response.json({}))
  await desk.send('/api/plugins/refresh', {}, RECEIPT)
  await desk.read('/api/ops/plugins', PLUGINS)
  expect(seen.map(({ init }) => new Headers(init.headers).get('X-CSRF-Token'))).toEqual(['proof', null])
})

test('an answer that is not understood is a problem that says so', async () => {
  const { desk, left } = deskOf(() => Response.json({ plugins: 7 }))
  const result = await desk.read('/api/ops/plugins', PLUGINS)
  expect(result).toMatchObject({ problem: { code: 'unreadable' } })
  expect(left()).toBe(0)
})

test('a session that has ended is found out by whichever call comes first', async () => {
  const { desk, left } = deskOf(() => problem(401, 'signed_out'))
  await desk.send('/api/plugins/refresh', {}, RECEIPT)
  expect(left()).toBe(1)
})

test.each([
  ['nobody', () => problem(401, 'signed_out'), 'signed_out'],
  ['a person without the right', () => Response.json({ ...SESSION, operator: false }), 'no_operator'],
  ['a gateway that fails', () => problem(503, 'session_unavailable'), 'failed'],
])('%s does not get to the desk', async (_, answer, state) => {
  expect(await openDesk(() => Promise.resolve(answer()))).toMatchObject({ state })
})

function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function chainOf(length: number): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = []
  for (let seq = 1; seq <= length; seq += 1) {
    const row = {
      seq,
      at: '2026-01-01T00:00:00.000Z',
      who: 'olivia',
      via: 'session',
      action: 'refresh',
      tenant: 'acme.localhost',
      plugin: '*',
      outcome: 'done',
      before: null,
      after: { revision: `r${seq}` },
      requestId: `request-${seq}`,
      previous: rows.at(-1)?.hash ?? GENESIS.hash,
    } as const
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(chainText(row)))
    rows.push({ ...row, hash: hexOf(digest) })
  }
  return rows
}

function trailOf(rows: readonly AuditRow[], head = rows.at(-1) ?? GENESIS) {
  return deskOf((url) => {
    const [after, limit] = ['after', 'limit'].map((name) => Number(url.searchParams.get(name)))
    const page = rows.filter(({ seq }) => seq > (after ?? 0)).slice(0, limit)
    return Response.json({ rows: page, head: { seq: head.seq, hash: head.hash } })
  })
}

test('a trail longer than one answer is followed from its first line to its last', async () => {
  const { desk, seen } = trailOf(await chainOf(501))
  expect(await verifyTrail(desk, 'acme.localhost')).toEqual({ value: { rows: 501, broken: null } })
  expect(seen).toHaveLength(2)
})

test('an edited line, one that was taken out, and an end that was cut off are all found', async () => {
  const rows = await chainOf(6)
  const last = rows[5] ?? GENESIS
  const edited = rows.map((row) => (row.seq === 3 ? { ...row, who: 'mallory' } : row))
  const without = rows.filter(({ seq }) => seq !== 4)
  for (const [altered, broken] of [
    [edited, 3],
    [without, 4],
    [rows.slice(0, 5), 6],
  ] as const) {
    expect(await verifyTrail(trailOf(altered, { ...rows[5], ...last }).desk, 'acme.localhost')).toMatchObject({
      value: { broken },
    })
  }
})

test('a page in the middle is checked against itself', async () => {
  const rows = (await chainOf(6)).slice(2)
  const head = { seq: 6, hash: rows[3]?.hash ?? '' }
  expect(await verifyPage({ rows, head })).toEqual({ rows: 4, broken: null })
  const edited = rows.map((row) => (row.seq === 5 ? { ...row, action: 'nothing' } : row))
  expect(await verifyPage({ rows: edited, head })).toMatchObject({ broken: 5 })
})

test('slices of one refresh make one receipt, and a region that was silent once stays so', async () => {
  const { desk, seen } = deskOf((url) => {
    const isFirst = url.searchParams.get('from') === null
    const regions = isFirst
      ? { acknowledged: ['weur', 'enam'], silent: [] }
      : { acknowledged: ['weur'], silent: ['enam'] }
    const [tenant, next] = isFirst ? ['a', 'b'] : ['b', null]
    return Response.json({ tenant: 'a', scope: 'all', ...regions, tabs: 2, tenants: [{ tenant }], next })
  })
  expect(await refreshSlices(desk, 'a', 'all')).toMatchObject({
    value: { acknowledged: ['weur'], silent: ['enam'], tabs: 4, changes: [{ tenant: 'a' }, { tenant: 'b' }] },
  })
  expect(seen.map(({ url }) => url)).toEqual([
    '/api/plugins/refresh?tenant=a&scope=all',
    '/api/plugins/refresh?tenant=a&scope=all&from=b',
  ])
})

test('a slice that is refused ends the refresh with its reason', async () => {
  const { desk, seen } = deskOf((url) =>
    url.searchParams.has('from') ? problem(422, 'config_rejected') : Response.json({ tenant: 'a', next: 'b' }),
  )
  expect(await refreshSlices(desk, 'a', 'all')).toMatchObject({ problem: { code: 'config_rejected' } })
  expect(seen).toHaveLength(2)
})
