/** Hosts that one file names and another has. */
import { expect, test } from 'vitest'
import { refuseReferences } from '../../src/core/references.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { readSettings } from '../../src/core/settings.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const TENANTS = new Set(['acme.example', 'globex.example'])

/** What is wrong with files of these texts, as `<file> <where>: <why>`. */
function said(texts: Readonly<Partial<Record<'settings' | 'idps' | 'ui', string>>>, isWhole = true): readonly string[] {
  const elsewhere: Rejection[] = []
  const root = (file: keyof typeof texts) => {
    const text = texts[file]
    return text === undefined ? null : parseYaml(file, text, elsewhere)
  }
  const files = { settings: root('settings'), idps: root('idps'), ui: root('ui') }
  const settings = readSettings(files.settings?.reportingTo(elsewhere) ?? null)
  const rejections = refuseReferences(files, settings, TENANTS, isWhole)
  return rejections.map(({ file, where, why }) => `${file} ${where}: ${why}`)
}

const unknown = (tenant: string) =>
  `no such tenant: ${tenant} stands neither in config/plugins.yaml nor in config/plugins/${tenant}.yaml`

test.each([
  ['files that are not there', {}],
  ['settings without aliases', { settings: 'environment: staging' }],
  ['settings without operators', { settings: 'tenancy: { stripPort: true }' }],
  ['providers of nobody', { idps: 'idps: [{ name: a }]' }],
  ['what is no list of providers', { idps: 'idps: 7' }],
  ['what is no list of looks', { ui: 'tenants: [x]' }],
  [
    'files that name tenants that are',
    { idps: 'idps: [{ tenants: [acme.example] }]', ui: 'tenants: { globex.example: {} }' },
  ],
  [
    'providers of operators',
    { settings: 'operator: { host: ops.example }', idps: 'idps: [{ tenants: [ops.example] }]' },
  ],
  ['what is no host, which is said where it is read', { idps: 'idps: [{ tenants: [Acme] }]' }],
])('%s: nothing is said', (_, texts) => {
  expect(said(texts)).toEqual([])
})

test.each([
  ['settings tenancy.aliases.a.example', { settings: 'tenancy: { aliases: { a.example: no.example } }' }],
  ['idps idps[1].tenants[0]', { idps: 'idps: [{ tenants: [acme.example] }, { tenants: [no.example] }]' }],
  ['ui tenants.no.example', { ui: 'tenants: { no.example: {}, acme.example: {} }' }],
])('%s names a tenant that is not, where all are known', (where, texts) => {
  expect(said(texts)).toEqual([`${where}: ${unknown('no.example')}`])
  expect(said(texts, false)).toEqual([])
})
