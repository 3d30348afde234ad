/** Configuration with mistakes: each is named by file, place, line and column, and nothing changes. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { FORGOTTEN_MS, newTenant, passTime } from './fixture.ts'
import { byToken, fileOf, idsOf, revisionOf } from './operator.ts'

const HELLO = { id: 'hello', version: '1.0.0' }
const PATH = '/api/plugins/refresh'

/** A manifest that is sound but for one line. */
function manifestWith(lines: string): string {
  return `- id: sound\n  version: '1.0.0'\n- id: hello\n  version: '1.0.0'\n${lines}`
}

/** A tenant with one token in its light palette. */
function themed(token: string): string {
  return `tenants: { a.test: { theme: { light: { ${token} } } } }\n`
}

describe('what is wrong is named with file, place, line and column, and the old revision serves on', () => {
  test.each([
    ['no YAML', '- id: [', '', 1, 8],
    ['a tab for indentation', '- id: a\n\tversion: x\n', '', 2, 2],
    ['a number for the version', '- id: hello\n  version: 1.10\n', '[0].version', 2, 12],
    ['no version', '- id: hello\n', '[0].version', 1, 3],
    ['an id in capitals', "- id: Hello\n  version: '1.0.0'\n", '[0].id', 1, 7],
    ['__proto__ for an id', "- id: __proto__\n  version: '1.0.0'\n", '[0].id', 1, 7],
    ['an id twice', manifestWith("- id: hello\n  version: '1.0.0'\n"), '[2].id', 5, 7],
    ['a wrong range', manifestWith("  engine: { experience: 'soon' }\n"), '[1].engine.experience', 5, 25],
    ['a file outside the root', manifestWith("  bundle: { file: '/etc/passwd' }\n"), '[1].bundle.file', 5, 19],
    ['a file that climbs', manifestWith("  bundle: { file: '/app/plugins/../x.js' }\n"), '[1].bundle.file', 5, 19],
    [
      'a method that is none',
      manifestWith('  permissions:\n    api: [{ method: get, path: /api/a/b }]\n'),
      '[1].permissions.api[0].method',
      6,
      21,
    ],
    [
      'a path of the gateway',
      manifestWith('  permissions:\n    api: [{ method: GET, path: /auth/login }]\n'),
      '[1].permissions.api[0].path',
      6,
      32,
    ],
    [
      'everything below /api',
      manifestWith('  permissions:\n    api: [{ method: GET, path: /api/* }]\n'),
      '[1].permissions.api[0].path',
      6,
      32,
    ],
    [
      'a template that is none',
      manifestWith("  permissions:\n    api: [{ method: GET, path: '/api/a/(.*)' }]\n"),
      '[1].permissions.api[0].path',
      6,
      32,
    ],
    ['an alias', manifestWith('  title: &a x\n'), '[1].title', 5, 13],
    ['two documents', "- id: a\n  version: '1.0.0'\n---\n- id: b\n", '', 3, 1],
    ['a bundle that is not there', "- id: missing\n  version: '9.9.9'\n", '[0].bundle', 1, 3],
  ])('%s', async (_, text, where, line, column) => {
    const tenant = await newTenant({ plugins: [HELLO, { id: 'sound', version: '1.0.0' }] })
    const before = await revisionOf(tenant)
    await env.CONFIG.put(fileOf(tenant), text)
    const response = await byToken(tenant, PATH)
    expect(response.status).toBe(422)
    const { code, rejections }: { code: string; rejections: readonly object[] } = await response.json()
    expect(code).toBe('config_rejected')
    expect(rejections).toContainEqual(
      expect.objectContaining({ file: fileOf(tenant), where, line, column, why: expect.any(String) }),
    )
    passTime(FORGOTTEN_MS)
    expect(await revisionOf(tenant)).toBe(before)
    expect(await idsOf(tenant)).toEqual(['hello', 'sound'])
  })

  test.each([
    ['config/routes.yaml', 'services: { a: { url: "ftp://x" } }\nroutes: []\n', 'services.a.url'],
    ['config/settings.yaml', 'pdp: { timeoutMs: 1 }\n', 'pdp.timeoutMs'],
    [
      'config/idps.yaml',
      'idps: [{ name: a, issuer: "http://evil.test", client: { id: x }, tenants: [] }]\n',
      'idps[0].issuer',
    ],
    ['config/ui.yaml', 'tenants: { a.test: { brand: { name: 1 } } }\n', 'tenants.a.test.brand.name'],
    ['config/ui.yaml', themed('color-text: "#fff"'), 'tenants.a.test.theme.light.color-text'],
    ['config/ui.yaml', themed('color-glow: "#fff"'), 'tenants.a.test.theme.light.color-glow'],
    ['config/ui.yaml', themed('radius: "4px } body { display: none"'), 'tenants.a.test.theme.light.radius'],
    ['config/ui.yaml', themed('color-border: "url(//evil.test/x)"'), 'tenants.a.test.theme.light.color-border'],
  ])('in %s, of all tenants', async (file, text, where) => {
    const tenant = await newTenant({ plugins: [HELLO] })
    await env.CONFIG.put(file, text)
    const { rejections }: { rejections: readonly object[] } = await (await byToken(tenant, PATH)).json()
    expect(rejections).toContainEqual(expect.objectContaining({ file, where, line: 1 }))
  })

  test('every mistake at once, not the first alone', async () => {
    const tenant = await newTenant({ plugins: [HELLO] })
    await env.CONFIG.put(fileOf(tenant), '- id: A\n  version: 1\n- id: b\n  version: x\n')
    const { rejections }: { rejections: readonly { line: number }[] } = await (await byToken(tenant, PATH)).json()
    expect(rejections.map(({ line }) => line)).toEqual([1, 2, 4])
  })
})
