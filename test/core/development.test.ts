/** What is said of plugins under development, and how a draft is compiled. */
import { describe, expect, test } from 'vitest'
import { parseFindings } from '../../src/core/development-finding.ts'
import { PAGE_EVENTS, parsePageNotes, servedDraft } from '../../src/core/development.ts'
import { compileDraft, type Neighbours } from '../../src/core/draft.ts'
import type { RouteConfig } from '../../src/core/routes.ts'

const FINDING = {
  severity: 'error',
  file: 'plugin.yaml',
  line: 3,
  column: 7,
  rule: 'yaml',
  message: 'no',
  fix: 'yes',
} as const

describe('findings', () => {
  test('are read as they are, and what nobody knows is left out', () => {
    const warning = { ...FINDING, severity: 'warning' } as const
    expect(parseFindings([{ ...FINDING, more: 1 }, warning])).toEqual([FINDING, warning])
    expect(parseFindings([])).toEqual([])
  })

  test('are shortened: fifty of them, each text to 600 characters', () => {
    const many = parseFindings(Array.from({ length: 51 }, () => ({ ...FINDING, message: 'x'.repeat(601) })))
    expect(many).toHaveLength(50)
    expect(many?.[0]?.message).toBe('x'.repeat(600))
  })

  test('lack texts, and have empty ones', () => {
    const { severity, line, column } = FINDING
    const empty = { severity, line, column, file: '', rule: '', message: '', fix: '' }
    expect(parseFindings([{ severity, line, column, message: 7 }])).toEqual([empty])
  })

  test.each([
    [null],
    [{ 0: FINDING, length: 1 }],
    [[null]],
    [[FINDING, 'x']],
    [[{ ...FINDING, severity: 'fatal' }]],
    [[{ ...FINDING, line: '3' }]],
    [[{ ...FINDING, column: undefined }]],
  ])('%j are none', (input) => {
    expect(parseFindings(input)).toBeNull()
  })
})

describe('what a page reports', () => {
  const note = { plugin: 'hello', what: 'failed', about: 'Widget', message: 'is missing' }
  const read = { plugin: 'hello', note: { kind: 'page', what: 'failed', about: 'Widget', message: 'is missing' } }

  test('is read as it is', () => {
    expect(parsePageNotes({ notes: [note] })).toEqual([read])
    expect(parsePageNotes({ notes: [] })).toEqual([])
    for (const what of PAGE_EVENTS) expect(parsePageNotes({ notes: [{ ...note, what }] })).toHaveLength(1)
  })

  test('is one line that steers no terminal', () => {
    const message = 'a\r\nb\u001b[2Jc\u2028d\u202ee'
    expect(parsePageNotes({ notes: [{ ...note, message }] })?.[0]?.note).toMatchObject({ message: 'a b [2Jc d e' })
  })

  test('is shortened, and may lack texts', () => {
    const long = parsePageNotes({ notes: [{ ...note, message: 'x'.repeat(601) }] })
    expect(long?.[0]?.note).toMatchObject({ message: 'x'.repeat(600) })
    expect(parsePageNotes({ notes: [{ plugin: 'hello', what: 'mounted' }] })?.[0]?.note).toEqual({
      kind: 'page',
      what: 'mounted',
      about: '',
      message: '',
    })
  })

  test.each([
    [null],
    [{}],
    [{ notes: note }],
    [{ notes: [note, null] }],
    [{ notes: [{ ...note, what: 'admitted' }] }],
    [{ notes: [{ ...note, plugin: 7 }] }],
    [{ notes: Array.from({ length: 21 }, () => note) }],
  ])('%j is no report', (input) => {
    expect(parsePageNotes(input)).toBeNull()
  })

  test('twenty notes are read', () => {
    expect(parsePageNotes({ notes: Array.from({ length: 20 }, () => note) })).toHaveLength(20)
  })
})

describe('a draft', () => {
  const draft = { file: 'my/plugin.yaml', id: 'mine', sha256: 'ab'.repeat(32), bundleKey: 'plugins/mine/dev.js' }
  const admin: RouteConfig = {
    path: '/api/admin/*',
    methods: ['GET'],
    auth: 'operator',
    service: 'crud',
    sse: false,
  }
  const alone: Neighbours = { plugins: [], routes: [admin, { ...admin, path: '/api/sales/*', auth: 'session' }] }

  function compiled(text: string, neighbours = alone) {
    const outcome = compileDraft({ ...draft, text }, neighbours)
    if ('rejections' in outcome) throw new Error(JSON.stringify(outcome.rejections))
    return outcome.plugin
  }

  function reasons(text: string, neighbours = alone): readonly string[] {
    const outcome = compileDraft({ ...draft, text }, neighbours)
    return 'rejections' in outcome ? outcome.rejections.map(({ file, where, why }) => `${file} ${where}: ${why}`) : []
  }

  const sales = 'permissions: { api: [{ method: GET, path: /api/sales/x }] }'
  const route = 'contributions: { routes: [{ path: /mine, component: Mine }] }'

  test('is compiled with the bytes that were built, and what it says of its bundle and of being off is left aside', () => {
    const plugin = compiled(
      `{ id: mine, version: "1.0.0", enabled: false, bundle: { file: plugins/other.js }, ${sales} }`,
    )
    expect(plugin).toMatchObject({ id: 'mine', enabled: true, sha256: draft.sha256, bundleKey: draft.bundleKey })
    expect(plugin.manifest.bundle.integrity).toBe(`sha256:${draft.sha256}`)
    expect(plugin.rollout).toBeUndefined()
  })

  test('that is no YAML, or is another plugin’s, is rejected in its author’s file', () => {
    expect(reasons('{ id: mine')).toEqual([expect.stringMatching(/^my\/plugin\.yaml /)])
    expect(reasons('{ id: other, version: "1.0.0" }')).toEqual(['my/plugin.yaml id: must be mine here'])
    expect(reasons('{ version: "1.0.0" }')).toHaveLength(1)
  })

  test('may call what operators alone may not', () => {
    const call = 'permissions: { api: [{ method: GET, path: /api/admin/x }] }'
    expect(reasons(`{ id: mine, version: "1.0.0", ${call} }`)).toEqual([
      expect.stringContaining('/api/admin/* is for operators'),
    ])
  })

  test('has no page that another plugin has, and may keep its own', () => {
    const mine = compiled(`{ id: mine, version: "1.0.0", ${route} }`)
    const taken = { ...alone, plugins: [{ ...mine, id: 'other' }] }
    expect(reasons(`{ id: mine, version: "1.0.0", ${route} }`, taken)).toHaveLength(1)
    expect(reasons(`{ id: mine, version: "1.0.0", enabled: false, ${route} }`, taken)).toHaveLength(1)
    expect(reasons(`{ id: mine, version: "1.1.0", ${route} }`, { ...alone, plugins: [mine] })).toEqual([])
  })

  test('tells the browser that it is one, and what its author’s tools say', () => {
    const plugin = compiled('{ id: mine, version: "1.0.0" }')
    expect(servedDraft(plugin, [FINDING])).toEqual({
      ...plugin,
      manifest: {
        ...plugin.manifest,
        development: { findings: [FINDING], grants: JSON.stringify(plugin.manifest.permissions) },
      },
    })
  })
})
