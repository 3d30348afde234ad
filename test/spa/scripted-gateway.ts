/** A gateway and a browser for the host in a test: answers by path, remembers what was asked, tells news when told to. */
import { createHost } from '../../spa/host/host.ts'
import type { Loading } from '../../spa/host/loader.ts'
import '../../spa/host/discover.ts' // at hand, so that nothing a test waits for needs the disk
import type { NewsHearer, NewsName } from '../../spa/host/news.ts'
import { TOLD_NOTHING, type Told } from '../../spa/host/told.ts'

export const SESSION = {
  subject: { type: 'account', id: 'auth:account:demo:alice' },
  person: { name: 'Alice Archer' },
  tenant: 'acme.localhost',
  hostVersion: '1.4.0',
  environment: 'development',
  csrfToken: 'proof',
  operator: false,
}

export function manifest(id: string, experience = '*', widgets: readonly string[] = ['Widget'], version = '1.0.0') {
  return {
    id,
    version,
    engine: { experience },
    bundle: { url: `/api/plugins/bundle/${id}/${version}?h=00`, integrity: 'sha256:00' },
    contributions: {
      routes: [{ path: `/plugins/${id}`, component: 'Page', resource: 'plugin.route', action: 'view' }],
      widgets: widgets.map((component) => ({
        slot: 'dashboard.main',
        component,
        resource: 'plugin.widget',
        action: 'view',
      })),
    },
    permissions: { api: [], sse: [] },
  }
}

export type Handler = (body: unknown) => Response

export function problem(status: number, code: string): Response {
  const headers = { 'Content-Type': 'application/problem+json' }
  return new Response(JSON.stringify({ status, code, title: `title of ${code}` }), { status, headers })
}

/** Permits what the predicate lets through, in the gateway's shape. */
export function deciding(permit: (id: string) => boolean): Handler {
  return (body) => {
    const { evaluations }: { evaluations: { resource: { id: string } }[] } = JSON.parse(String(body))
    return Response.json({
      decisions: evaluations.map(({ resource }) => ({ decision: permit(resource.id) ? 'Permit' : 'Deny' })),
    })
  }
}

export function arrange(routes: Readonly<Record<string, Handler>>, told: Told = TOLD_NOTHING) {
  const answers: Record<string, Handler> = {
    '/api/session': () => Response.json(SESSION),
    '/api/configs/ui': () => problem(503, 'registry_unavailable'),
    '/api/plugins/manifests': () => Response.json([manifest('hello')]),
    '/access/v1/evaluations': deciding(() => true),
    ...routes,
  }
  /** The page that is shown. */
  const page = { pathname: '/' }
  const requests = new Array<{ path: string; init: RequestInit }>()
  const imported = new Array<string>()
  const left = new Array<string>()
  const waits = new Array<{ milliseconds: number; over: () => void }>()
  const hearers = new Set<NewsHearer>()
  const loading: Loading = {
    timeoutMs: 1,
    probe: async (url) => answers[url]?.('') ?? Promise.reject(new Error('no probe expected')),
    wait: () => new Promise(() => undefined),
    importModule: async (url) => {
      imported.push(url)
      if (answers[`import ${url}`]) throw new SyntaxError('unexpected token')
      return { routes: {}, widgets: {} }
    },
  }
  const host = createHost({
    secrets: () => ({ ticket: null, minted: null }),
    told,
    pathname: () => page.pathname,
    loading,
    listen: (hearer) => {
      hearers.add(hearer)
      return () => hearers.delete(hearer)
    },
    pause: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const wait = { milliseconds, over: resolve }
        waits.push(wait)
        signal.addEventListener('abort', () => {
          waits.splice(waits.indexOf(wait), 1)
          reject(new Error('aborted'))
        })
      }),
    random: () => 0,
    reload: () => left.push('reload'),
    fetch: async (path, init) => {
      init.signal?.throwIfAborted()
      requests.push({ path, init })
      return answers[path]?.(init.body) ?? problem(404, 'not_found')
    },
    leave: (location) => left.push(location),
    now: () => 0,
    report: () => undefined,
  })
  /** Lets everything happen that waits for nothing but answers. */
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve))
  }
  const tell = async (
    name: NewsName,
    revision: string | null = null,
    changedAt: number | null = null,
  ): Promise<void> => {
    for (const { hear } of hearers) hear(name, revision, changedAt)
    await settled()
  }
  /** Every line breaks. */
  const hangUp = async (): Promise<void> => {
    const broken = [...hearers]
    hearers.clear()
    for (const { lost } of broken) lost()
    await settled()
  }
  /** Whatever is waited for is over. */
  const later = async (): Promise<void> => {
    for (const { over } of waits.splice(0)) over()
    await settled()
  }
  return { host, page, requests, imported, left, answers, waits, hearers, tell, hangUp, later, settled }
}
