/** What a page's document says by itself: the session, the look, and the plugins that this person may see, no others. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { integrityOf } from '../../src/core/integrity.ts'
import { sha256Hex } from '../../src/io/digest.ts'
import { brokenConfig, outOfReach } from './broken.ts'
import { FORGOTTEN_MS, newTenant, OPERATOR_HOST, passTime, Tenant, writeConfiguration, type Call } from './fixture.ts'
import { pdpSaying, pdpThat } from './pdp.ts'

const route = (path: string) => ({ path, component: 'Page', title: `Title of ${path}` })
const widget = (component: string) => ({ slot: 'dashboard.main', component })
const PLUGINS = [
  { id: 'hello', version: '1.0.0', contributions: { routes: [route('/hello')], widgets: [widget('Hello')] } },
  { id: 'pages', version: '1.0.0', contributions: { routes: [route('/pages/:id'), route('/denied-too')] } },
  { id: 'secret', version: '7.7.7', contributions: { routes: [route('/denied')], widgets: [widget('denied')] } },
  { id: 'later', version: '1.0.0', engine: { experience: '>=99.0.0' }, contributions: { routes: [route('/later')] } },
]
const tenant = await newTenant({ plugins: PLUGINS })
const person = await tenant.signIn()

beforeEach(() => passTime(FORGOTTEN_MS * 6))

async function read(path = '/', call: Call = {}) {
  const response = await person.fetch(path, call)
  return { response, ...parts(await response.text()) }
}

/** Without the script that starts the host, which is the same for everybody and has words of its own. */
function withoutScript(html: string): string {
  return html.replace(/(<script type="module" async data-file="[^"]+">).*?<\/script>/s, '$1</script>')
}

function parts(page: string) {
  const html = withoutScript(page)
  const preloads = [
    ...html.matchAll(/<link rel="modulepreload" href="(\/api[^"]+)" integrity="sha256-[^"]{44}">/g),
  ].map(([, url = '']) => url.replaceAll('&amp;', '&'))
  return { html, preloads, person: blockOf(html, 'ee-person'), plugins: blockOf(html, 'ee-plugins') }
}

function blockOf(html: string, id: string): unknown {
  const text = html.match(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, 's'))?.[1]
  return text === undefined ? null : JSON.parse(text)
}

describe('the document', () => {
  test('says what the API would', async () => {
    const { person: said, plugins } = await read()
    const [session, ui, manifests] = await Promise.all(
      ['/api/session', '/api/configs/ui', '/api/plugins/manifests'].map(async (path) => {
        const answer: unknown = await (await person.fetch(path)).json()
        return answer
      }),
    )
    expect(said).toEqual({ session, ui })
    const [hello] = JSON.parse(JSON.stringify(manifests))
    expect(plugins).toMatchObject({ plugins: [{ manifest: hello, engine: { verdict: 'ok' } }, {}] })
  })

  test('holds no byte of what is denied, nor of what this host is too old for', async () => {
    const { html, plugins } = await read()
    expect(html).not.toMatch(/secret|denied|7\.7\.7|later|99\.0/)
    expect(plugins).toMatchObject({
      plugins: [
        { manifest: { id: 'hello' } },
        { manifest: { id: 'pages', contributions: { routes: [{ path: '/pages/:id' }] } } },
      ],
    })
  })

  test('asks the PDP once for all, and the bundles it names are served without asking again', async () => {
    const pdp = pdpSaying(true, true, true, true, false, false)
    const { preloads } = await read('/', pdp)
    expect(preloads).toHaveLength(1)
    const bundles = await Promise.all(preloads.map((url) => person.fetch(url, pdp)))
    expect(bundles.map(({ status }) => status)).toEqual([200])
    expect(pdp.asked.map(({ path }) => path)).toEqual(['/access/v1/evaluations'])
  })

  test.each([
    ['/', ['hello']],
    ['/pages/7', ['pages']],
    ['/plugins/hello', ['hello']],
    ['/denied', []],
    ['/nowhere', []],
  ])('at %s names the bundles that this page shows: %j', async (path, ids) => {
    const { preloads } = await read(path)
    expect(preloads.map((url) => /bundle\/([^/]+)\//.exec(url)?.[1])).toEqual(ids)
  })

  test('is kept by no shared cache, and asked for anew by a browser', async () => {
    const { response } = await read()
    expect(response.headers.get('Cache-Control')).toBe('private, no-cache')
    expect(response.headers.get('Vary')).toContain('Cookie')
  })

  test('is kept for navigations alone, since only they bring a ticket: no fetch is given what a browser stored', async () => {
    const { response } = await read()
    expect(response.headers.get('Vary')?.split(', ')).toContain('Sec-Fetch-Dest')
  })

  test('cannot be broken out of by a name', async () => {
    const name = '</script><script>alert(1)</script><!-- \u2028 ]]>'
    const mallory = await tenant.signIn({ userId: 'mallory', person: { name } })
    const html = withoutScript(await (await mallory.fetch('/')).text())
    expect(html).not.toContain('alert(1)<')
    expect(html).not.toMatch(/<!--|\]\]>|\u2028/)
    expect(blockOf(html, 'ee-person')).toMatchObject({ session: { person: { name } } })
  })
})

describe('the script that starts the host', () => {
  const entry = async (known?: string) => {
    const headers = known === undefined ? {} : { 'If-None-Match': known }
    const response = await person.fetch('/', { headers })
    const html = await response.text()
    const [, file, text] = /<script type="module" async data-file="([^"]+)">(.*?)<\/script>/s.exec(html) ?? []
    const named = /<script type="module" async src="([^"]+)" integrity="sha256-/.exec(html)?.[1]
    return { status: response.status, tag: response.headers.get('ETag') ?? '', file, text, named }
  }

  test('comes with the first page, which a browser keeps under its name', async () => {
    const { tag, file, text, named } = await entry()
    expect(file).toMatch(/^\/assets\/host-[\w-]+\.js$/)
    expect(text?.length).toBeGreaterThan(10_000)
    expect(named).toBeUndefined()
    expect(tag.startsWith(`W/"${file}:`)).toBe(true)
  })

  test('is named by the next page, whole again all the same', async () => {
    const first = await entry()
    const next = await entry(first.tag)
    expect([next.status, next.named, next.file]).toEqual([200, first.file, undefined])
    expect(next.tag).not.toBe(first.tag)
  })

  test('comes again with another build', async () => {
    expect((await entry('W/"/assets/host-00000000.js:a"')).text).toBe((await entry()).text)
  })
})

const NIGHT = ':root{--ee-radius:4px}'

function policyOf({ headers }: Response): string {
  return headers.get('Content-Security-Policy') ?? ''
}

async function digestOf(text: string): Promise<string | null> {
  return integrityOf(await sha256Hex(text))
}

describe('the head', () => {
  test('is the same for everybody, and leaves before anybody is asked', async () => {
    const asked = Promise.withResolvers<Response>()
    const response = await person.fetch(
      '/',
      pdpThat(() => asked.promise),
    )
    const reader = response.body?.getReader()
    let first = ''
    while (!first.includes('<div id="root">')) first += new TextDecoder().decode((await reader?.read())?.value)
    expect(first).toMatch(/^<!doctype html>[^]+<script type="importmap">[^]+<div id="root">/)
    const nobodys = await (await tenant.fetch('/')).text()
    expect(nobodys.startsWith(first)).toBe(true)
    asked.resolve(Response.json({ evaluations: [] }))
    await reader?.cancel()
  })

  test('begins in the mode that the tenant is always in, and with its look, whoever asks', async () => {
    const ui = { brand: { name: 'Night & Day' }, theme: { mode: 'dark', dark: { radius: '4px' }, light: {} } }
    const night = await newTenant({ plugins: PLUGINS, ui: () => ui })
    const pages = [await night.fetch('/'), await night.fetch('/'), await (await night.signIn()).fetch('/')]
    for (const page of pages) {
      const html = await page.text()
      expect(html).toContain('<html data-mode="dark" lang="en">')
      expect(html.slice(0, html.indexOf('</head>'))).toContain(`<style id="ee-look-style">${NIGHT}</style>`)
      expect(policyOf(page)).toContain(` '${await digestOf(NIGHT)}'; img-src`)
      expect(blockOf(html, 'ee-look')).toEqual(ui)
      expect(html).not.toContain('Night &')
    }
  })

  test('of a tenant that sets nothing holds the style of all, and its policy names no other', async () => {
    const page = await tenant.fetch('/')
    expect(policyOf(page)).toMatch(/style-src 'self' 'sha256-[^']{44}';/)
    const html = await page.text()
    expect(html).toContain('<html lang="en">')
    expect(html).not.toContain('<style id=')
  })

  test('leaves at once when the session store is silent; the rest says so', async () => {
    const unread = await tenant.signIn()
    passTime(FORGOTTEN_MS)
    const response = await unread.fetch('/', { bindings: { SESSIONS: outOfReach(env.SESSIONS) } })
    expect(response.status).toBe(200)
    const { person: said } = parts(await response.text())
    expect(said).toMatchObject({ problem: { status: 503, code: 'session_unavailable' } })
  })
})

describe('what fails is said as the API says it, and the document ends well', () => {
  test('nobody signed in', async () => {
    const { person: said, plugins, html } = parts(await (await tenant.fetch('/')).text())
    expect(said).toMatchObject({ problem: { status: 401, code: 'signed_out', title: 'Nobody is signed in' } })
    expect(plugins).toBeNull()
    expect(html.trimEnd()).toMatch(/<\/html>$/)
  })

  test('a session of another tenant', async () => {
    const other = await newTenant({ plugins: PLUGINS })
    const { person: said } = parts(await (await other.fetch('/', { headers: { Cookie: person.cookie } })).text())
    expect(said).toMatchObject({ problem: { code: 'signed_out' } })
  })

  test.each<[string, Call, string]>([
    ['a PDP that is down', pdpThat(() => new Response('', { status: 500 })), 'pdp_unavailable'],
    ['flags that cannot be read', { bindings: brokenConfig('quarantine/') }, 'quarantine_unavailable'],
    ['a doorbell out of reach', { bindings: { DOORBELL: outOfReach(env.DOORBELL) } }, 'doorbell_unavailable'],
  ])('%s', async (_, call, code) => {
    const { person: said, plugins, html, preloads } = await read('/', call)
    expect(said).toMatchObject({ session: { person: { name: 'alice' } } })
    expect(plugins).toMatchObject({ problem: { status: 503, code } })
    expect(preloads).toEqual([])
    expect(html.trimEnd()).toMatch(/<\/html>$/)
  })

  test('a quarantined plugin is not there', async () => {
    await env.CONFIG.put(`quarantine/${tenant.host}/hello`, 'on')
    passTime(FORGOTTEN_MS)
    const { html } = await read()
    await env.CONFIG.delete(`quarantine/${tenant.host}/hello`)
    expect(html).not.toContain('hello')
  })
})

test('a host that nobody knows gets its 404, and the operators their own page', async () => {
  expect((await new Tenant('nobody.test').fetch('/')).status).toBe(404)
  await writeConfiguration(OPERATOR_HOST, {})
  const html = await (await new Tenant(OPERATOR_HOST).fetch('/')).text()
  expect(html).not.toContain('application/json')
})

test('HEAD gets the headers', async () => {
  const response = await person.fetch('/', { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})
