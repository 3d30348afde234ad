import { expect, test } from 'vitest'
import { readProviders } from '../../src/core/idps.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const FILE = 'config/idps.yaml'

function read(...entries: readonly string[]) {
  const rejections: Rejection[] = []
  const root = parseYaml(FILE, ['idps:', ...entries.map((entry) => `  - { ${entry} }`)].join('\n'), rejections)
  return { providers: root ? readProviders(root, rejections) : [], rejections }
}

const CLIENT = 'client: { id: edge }, tenants: [acme.example]'

test('an entry has defaults: its name as alias, a public client, openid, no claims asked for', () => {
  const { providers, rejections } = read(`name: main, issuer: "https://id.example", ${CLIENT}`)
  expect(rejections).toEqual([])
  expect(providers).toEqual([
    {
      name: 'main',
      provider: 'main',
      issuer: 'https://id.example',
      clientId: 'edge',
      clientSecretName: null,
      scopes: ['openid'],
      tenants: ['acme.example'],
      claims: {},
    },
  ])
})

test('everything can be given, and an issuer stays exactly as it is written', () => {
  const { providers, rejections } = read(
    'name: main, provider: corp, issuer: "https://id.example/Realm/", client: { id: "a b", secret: IDP_SECRET_MAIN_2 }, ' +
      'scopes: [openid, "urn:x:y"], tenants: [a.example, b.example], claims: { organization: acme, "urn:x:t": "1" }, maxAgeSeconds: 3600',
  )
  expect(rejections).toEqual([])
  expect(providers).toEqual([
    {
      name: 'main',
      provider: 'corp',
      issuer: 'https://id.example/Realm/',
      clientId: 'a b',
      clientSecretName: 'IDP_SECRET_MAIN_2',
      scopes: ['openid', 'urn:x:y'],
      tenants: ['a.example', 'b.example'],
      claims: { organization: 'acme', 'urn:x:t': '1' },
      maxAgeSeconds: 3600,
    },
  ])
})

test('one issuer keeps one alias, so that a person stays one subject', () => {
  const { providers, rejections } = read(
    `name: one, provider: corp, issuer: "https://id.example", ${CLIENT}`,
    `name: two, provider: corp, issuer: "https://id.example", ${CLIENT}`,
    `name: three, provider: other, issuer: "https://id.example", ${CLIENT}`,
    `name: four, issuer: "https://id.example", ${CLIENT}`,
    `name: five, issuer: "https://id.example/", ${CLIENT}`,
  )
  const why = 'entry one calls the same issuer corp: use one alias per issuer'
  expect(rejections).toEqual([
    { file: FILE, where: 'idps[2].provider', line: 4, column: 30, why },
    { file: FILE, where: 'idps[3].name', line: 5, column: 13, why },
  ])
  expect(providers.map(({ name }) => name)).toEqual(['one', 'two', 'five'])
})

test('two entries with one name are refused', () => {
  const { rejections } = read(
    `name: one, issuer: "https://a.example", ${CLIENT}`,
    `name: one, issuer: "https://b.example", ${CLIENT}`,
  )
  expect(rejections).toEqual([
    { file: FILE, where: 'idps[1].name', line: 3, column: 13, why: 'another entry has this name' },
  ])
})

test.each([
  'http://id.example',
  'http://10.0.0.1',
  'http://localhost.example',
  'http://127.0.0.1.example',
  'https://id.example?tenant=x',
  'https://id.example#x',
  'https://user@id.example',
  'id.example',
  'javascript:alert(1)',
  '',
])('%j is no issuer', (issuer) => {
  const { providers, rejections } = read(`name: one, issuer: "${issuer}", ${CLIENT}`)
  expect(rejections).toEqual([expect.objectContaining({ file: FILE, where: 'idps[0].issuer', line: 2, column: 26 })])
  expect(providers).toEqual([])
})

test.each(['http://localhost:9400', 'http://127.0.0.1:9400', 'http://[::1]:9400', 'http://id.localhost:9400'])(
  '%s is an issuer on loopback',
  (issuer) => {
    expect(read(`name: one, issuer: "${issuer}", ${CLIENT}`).rejections).toEqual([])
  },
)

const START = 'name: one, issuer: "https://id.example"'

test.each([
  [`issuer: "https://id.example", ${CLIENT}`, 'name', 'is missing: must be text'],
  [`name: "a:b", issuer: "https://id.example", ${CLIENT}`, 'name', expect.stringContaining('is "a:b"')],
  [
    `name: a, provider: "a:b", issuer: "https://id.example", ${CLIENT}`,
    'provider',
    expect.stringContaining('is "a:b"'),
  ],
  [`name: a, ${CLIENT}`, 'issuer', 'is missing: must be text'],
  [`${START}, tenants: [a.example]`, 'client', 'is missing: must be keys with values'],
  [`${START}, tenants: [a.example], client: edge`, 'client', 'must be keys with values, is "edge"'],
  [`${START}, tenants: [a.example], client: { secret: IDP_SECRET_X }`, 'client.id', 'is missing: must be text'],
  [
    `${START}, tenants: [a.example], client: { id: a, secret: hunter2 }`,
    'client.secret',
    expect.stringContaining('never the secret'),
  ],
  [
    `${START}, tenants: [a.example], client: { id: a, secret: ASSERTION_KEY }`,
    'client.secret',
    expect.stringContaining('IDP_SECRET_'),
  ],
  [
    `${START}, tenants: [a.example], client: { id: a, secret: IDP_SECRET_x }`,
    'client.secret',
    expect.stringContaining('IDP_SECRET_'),
  ],
  [`${START}, client: { id: a }`, 'tenants', 'is missing: must be a list'],
  [`${START}, client: { id: a }, tenants: a.example`, 'tenants', 'must be a list, is "a.example"'],
  [`${START}, client: { id: a }, tenants: [a.example, a.example]`, 'tenants', 'names a tenant twice'],
  [`${START}, client: { id: a }, tenants: ["*"]`, 'tenants[0]', expect.stringContaining('must be a host')],
  [`${START}, ${CLIENT}, scopes: openid`, 'scopes', 'must be a list, is "openid"'],
  [`${START}, ${CLIENT}, scopes: [profile]`, 'scopes', 'must hold openid: without it there is no ID token'],
  [
    `${START}, ${CLIENT}, scopes: ["openid profile", openid]`,
    'scopes[0]',
    expect.stringContaining('a scope without blanks'),
  ],
  [`${START}, ${CLIENT}, claims: { organization: 7 }`, 'claims.organization', expect.stringContaining('quote it')],
  [`${START}, ${CLIENT}, claims: [organization]`, 'claims', 'must be keys with values, is a list'],
  [`${START}, ${CLIENT}, audience: x`, 'audience', expect.stringContaining('unknown key')],
])('the entry %s is refused', (entry, key, why) => {
  const { providers, rejections } = read(entry)
  expect(rejections).toEqual([{ file: FILE, where: `idps[0].${key}`, line: 2, column: expect.any(Number), why }])
  expect(providers).toEqual([])
})

test('a mistake takes its entry along and no other', () => {
  const { providers, rejections } = read('name: bad', `name: good, issuer: "https://id.example", ${CLIENT}`)
  expect(rejections.map(({ where }) => where)).toEqual(['idps[0].client', 'idps[0].issuer', 'idps[0].tenants'])
  expect(providers.map(({ name }) => name)).toEqual(['good'])
})

test('two issuers under one alias for one tenant would make one subject of two people', () => {
  const { providers, rejections } = read(
    `name: one, provider: corp, issuer: "https://id.example", ${CLIENT}`,
    `name: two, provider: corp, issuer: "https://evil.example", ${CLIENT}`,
    'name: corp, issuer: "https://third.example", client: { id: edge }, tenants: [globex.example, acme.example]',
    'name: four, provider: corp, issuer: "https://evil.example", client: { id: edge }, tenants: [globex.example]',
  )
  expect(providers.map(({ name }) => name)).toEqual(['one', 'four'])
  const why = expect.stringContaining('two people could be one subject')
  expect(rejections).toEqual([
    expect.objectContaining({ where: 'idps[1].provider', why }),
    expect.objectContaining({ where: 'idps[2].name', why }),
  ])
})
