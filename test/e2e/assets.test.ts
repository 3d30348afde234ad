/** Requirement 41: what is answered without the Worker, and that nothing else is among it. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { useStack } from './fixture/stack.ts'
import { Visitor } from './fixture/visitor.ts'

const CLIENT = join(import.meta.dirname, '../../dist/client')
const files = readdirSync(CLIENT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(CLIENT.length))
const asset = files.find((file) => /^\/assets\/host-.*\.js$/.test(file)) ?? ''

let nobody: Visitor
beforeAll(async () => {
  nobody = new Visitor(await useStack('laboratory'), 'acme.localhost')
})

describe('requirement 41: among the static files', () => {
  test('stand hashed files, brands, and the rules of their headers', () => {
    const others = files.filter((file) => !/^\/assets\/(?:brand\/[a-z]+\.svg|[\w.-]+-[\w-]{8,}\.[a-z0-9]+)$/.test(file))
    expect(others).toEqual(['/_headers'])
  })

  test('stands no configuration, document, source map or bundle', () => {
    expect(files.filter((file) => /\.(?:map|ya?ml|html|json|ts|tsx|cedar|toml|esm\.js)$/.test(file))).toEqual([])
    expect(existsSync(join(CLIENT, 'plugins'))).toBe(false)
  })
})

describe('requirement 41: without the Worker', () => {
  test('is answered what has a hash, for a year and with the policy', async () => {
    const response = await nobody.request(asset)
    expect(response.status).toBe(200)
    expect(response.headers.get('X-Request-Id')).toBeNull()
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('Strict-Transport-Security')).toBe('max-age=31536000; includeSubDomains')
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    await response.body?.cancel()
  })

  test.each([
    '/_headers',
    '/shell.json',
    '/index.html',
    '/dist/shell.json',
    '/assets/../_headers',
    '/plugins/hello/1.0.0/index.esm.js',
    '/config/plugins.yaml',
    '/api/plugins/bundle?entry=hello&id=hello',
  ])('%s is not: the Worker answers it, and not with a file', async (path) => {
    const response = await nobody.request(path)
    expect(response.headers.get('X-Request-Id')).not.toBeNull()
    // Where there is nothing stands the page, which a browser keeps for itself alone and asks about first.
    expect(['no-store', 'private, no-cache']).toContain(response.headers.get('Cache-Control'))
    expect(await response.text()).not.toMatch(/tenants:|immutable|export const/)
  })
})
