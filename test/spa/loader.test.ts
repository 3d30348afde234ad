import { expect, test } from 'vitest'
import { loadBundle, type Loading } from '../../spa/host/loader.ts'

const URL_OF_HELLO = '/api/plugins/bundle/hello/1.0.0?h=00'
const HELLO = { routes: { Hello: () => null }, widgets: {} }

function fetchFailure(): TypeError {
  return new TypeError('Failed to fetch dynamically imported module: http://acme.localhost/api/plugins/bundle')
}

interface Script {
  /** What each import gives in turn; an `Error` is thrown, the last one repeats. */
  readonly imports: readonly unknown[]
  readonly probes?: readonly (() => Response)[]
}

function scripted({ imports, probes = [] }: Script) {
  const seen = { imports: 0, probes: 0, waits: new Array<number>() }
  const loading: Loading = {
    timeoutMs: 10_000,
    importModule: async () => {
      const given = imports[Math.min(seen.imports++, imports.length - 1)]
      if (given instanceof Error) throw given
      return given
    },
    probe: async () => {
      const given = probes[Math.min(seen.probes++, probes.length - 1)]
      if (!given) throw new Error('no probe was expected')
      return given()
    },
    wait: (ms) => {
      if (ms === 10_000) return new Promise(() => undefined)
      seen.waits.push(ms)
      return Promise.resolve()
    },
  }
  return { loading, seen }
}

function problem(status: number, code: string, marker?: string): () => Response {
  const headers = new Headers({ 'Content-Type': 'application/problem+json' })
  if (marker !== undefined) headers.set(marker, '1')
  const body = JSON.stringify({ status, code, title: `title of ${code}`, requestId: 'r-1' })
  return () => new Response(body, { status, headers })
}

test('a sound bundle costs one import and no probe', async () => {
  const { loading, seen } = scripted({ imports: [HELLO] })
  const outcome = await loadBundle(URL_OF_HELLO, loading)
  expect(outcome.state).toBe('loaded')
  expect(seen).toEqual({ imports: 1, probes: 0, waits: [] })
})

function page(): Response {
  return new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })
}

test.each([
  ['quarantined', problem(403, 'plugin_quarantined', 'X-Plugin-Quarantined')],
  ['not_permitted', problem(403, 'bundle_not_permitted')],
  ['missing', problem(404, 'bundle_unknown')],
  ['integrity', problem(409, 'bundle_integrity', 'X-Integrity-Error')],
  ['signed_out', problem(401, 'signed_out')],
  ['unavailable', problem(500, 'internal')],
  ['not_javascript', page],
])('%s is told by one probe, and not tried again', async (reason, answer) => {
  const { loading, seen } = scripted({ imports: [fetchFailure()], probes: [answer] })
  expect(await loadBundle(URL_OF_HELLO, loading)).toMatchObject({ state: 'failed', reason })
  expect(seen).toEqual({ imports: 1, probes: 1, waits: [] })
})

test('the detail names the request, so that it can be found in the log', async () => {
  const { loading } = scripted({ imports: [fetchFailure()], probes: [problem(409, 'bundle_integrity')] })
  const outcome = await loadBundle(URL_OF_HELLO, loading)
  expect(outcome).toMatchObject({ detail: expect.stringMatching(/409.*title of bundle_integrity.*r-1/) })
})

test.each([
  ['a syntax error', new SyntaxError('Unexpected token'), 'syntax'],
  ['an exception of its own', new Error('boom'), 'threw'],
  ['a TypeError of its own', new TypeError('x is not a function'), 'threw'],
  ['a thrown string', 'just words', 'threw'],
])('%s needs no probe', async (_, thrown, reason) => {
  const importModule = () => Promise.reject(thrown)
  const { loading, seen } = scripted({ imports: [] })
  const outcome = await loadBundle(URL_OF_HELLO, { ...loading, importModule })
  expect(outcome).toMatchObject({ state: 'failed', reason })
  expect(seen.probes).toBe(0)
})

test('a gateway that restarts is asked again, and then the bundle loads', async () => {
  const script = { imports: [fetchFailure(), HELLO], probes: [problem(503, 'bundle_unavailable')] }
  const { loading, seen } = scripted(script)
  expect(await loadBundle(URL_OF_HELLO, loading)).toMatchObject({ state: 'loaded' })
  expect(seen.waits).toHaveLength(1)
})

function unreachable(): Response {
  throw new TypeError('Failed to fetch')
}

test('a network that stays down is given up after three tries with growing pauses', async () => {
  const { loading, seen } = scripted({ imports: [fetchFailure()], probes: [unreachable] })
  expect(await loadBundle(URL_OF_HELLO, loading)).toMatchObject({ state: 'failed', reason: 'network' })
  expect(seen.imports).toBe(3)
  const [first = 0, second = 0] = seen.waits
  expect(second).toBeGreaterThan(first)
})

test('a bundle that is there, but whose own import is not, fails as such', async () => {
  const there = () => new Response('', { headers: { 'Content-Type': 'text/javascript; charset=utf-8' } })
  const { loading } = scripted({ imports: [fetchFailure()], probes: [there] })
  expect(await loadBundle(URL_OF_HELLO, loading)).toMatchObject({ state: 'failed', reason: 'import' })
})

test('a module that never settles is given up', async () => {
  const { loading } = scripted({ imports: [HELLO] })
  const never = { importModule: () => new Promise(() => undefined), wait: () => Promise.resolve() }
  const outcome = await loadBundle(URL_OF_HELLO, { ...loading, ...never })
  expect(outcome).toMatchObject({ state: 'failed', reason: 'timeout', detail: expect.stringContaining('10 seconds') })
})
