/** A cache in front that many people share: what is one person's, or one tenant's, never comes out of it for another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CachingProxy } from './fixture/caching-proxy.ts'
import { type TestStack, useStack } from './fixture/stack.ts'
import { signedIn, Visitor } from './fixture/visitor.ts'

const ACME = 'acme.localhost'

/** Everything that a page or a plugin reads, and what it is refused. */
const READ: readonly (readonly [path: string, plugin: string | null])[] = [
  ['/', null],
  ['/hello', null],
  ['/api/session', null],
  ['/api/plugins/manifests', null],
  ['/api/configs/ui', null],
  ['/api/plugins/bundle?entry=hello&id=hello', null],
  ['/api/plugins/bundle?entry=hello&id=hello&v=1.0.0', null],
  ['/api/plugins/bundle?entry=inventory&id=inventory&v=1.2.0', null],
  ['/api/plugins/bundle/hello/1.0.0', null],
  ['/api/plugins/secure-echo', 'hello'],
  ['/api/sales/summary', 'sales-analytics'],
  ['/api/crud/items', 'inventory'],
  ['/api/faults/ok', 'probe'],
  ['/api/faults/status?code=404', 'probe'],
  ['/api/nothing', 'probe'],
  ['/api/ops/plugins', null],
  ['/auth/login', null],
  ['/signed-out', null],
]

let stack: TestStack
beforeAll(async () => {
  stack = await useStack('laboratory')
})

describe.each([
  ['that heeds Vary', false],
  ['that does not', true],
])('requirement 20: through a shared cache %s', (_, isCareless) => {
  let proxy: CachingProxy
  let people: readonly Visitor[]

  beforeAll(async () => {
    proxy = await CachingProxy.start(stack.port, { isCareless })
    const direct = [
      await signedIn(stack, ACME, 'alice'),
      await signedIn(stack, ACME, 'bob'),
      await signedIn(stack, 'globex.localhost', 'gina'),
      new Visitor(stack, ACME),
    ]
    people = direct.map((visitor) => {
      const through = new Visitor({ ...stack, port: proxy.port }, new URL(visitor.origin).hostname)
      for (const pair of visitor.cookies.header().split('; ')) {
        const at = pair.indexOf('=')
        if (at > 0) through.cookies.set(pair.slice(0, at), pair.slice(at + 1))
      }
      return through
    })
  })
  afterAll(() => proxy.stop())

  test.each(READ)('%s is asked for anew by everybody', async (path, plugin) => {
    const headers = plugin === null ? {} : { 'X-Plugin-Id': plugin }
    const before = proxy.hits.length
    for (const person of [...people, ...people]) {
      const answer = await person.request(path, { headers })
      await answer.arrayBuffer()
      expect(answer.headers.has('Age')).toBe(false)
      expect(answer.headers.get('Cache-Control')).toMatch(/no-store|private/)
    }
    expect(proxy.hits.slice(before)).toEqual([])
  })

  test('a static file comes out of it: the cache does work', async () => {
    const nobody = new Visitor({ ...stack, port: proxy.port }, ACME)
    const html = await (await nobody.request('/')).text()
    const asset = /\/assets\/[\w.-]+\.js/.exec(html)?.[0] ?? ''
    expect((await nobody.request(asset)).headers.has('Age')).toBe(false)
    expect((await nobody.request(asset)).headers.has('Age')).toBe(true)
  })
})
