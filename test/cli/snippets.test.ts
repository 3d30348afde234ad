/** Each snippet of the documentation is held by something: what can be run or compiled is, and no command is made up. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInput } from '../../cli/options.ts'
import { COMMANDS } from '../../cli/run.ts'
import { filesOf } from '../../cli/scaffold/files.ts'
import { PARTS } from '../../cli/scaffold/parts.ts'
import { METRICS } from '../../src/core/metrics.ts'

const ROOT = join(import.meta.dirname, '../..')

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

const TEXTS = new Map(
  [
    'README.md',
    'cli/template/README.md',
    ...readdirSync(join(ROOT, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ].map((path) => [path, read(path)]),
)

/** Fenced snippets, those in lists too. */
const SNIPPETS = [...TEXTS].flatMap(([path, text]) => {
  const found = text.matchAll(/^( *)```(\w+)\n([^]*?)\n\1```$/gm)
  return [...found].map(([, indent = '', language = '', body = '']) => {
    return { path, language, body: body.replaceAll(new RegExp(`^${indent}`, 'gm'), '') }
  })
})

function bodiesIn(path: string, language: string): readonly string[] {
  return SNIPPETS.filter((each) => each.path === path && each.language === language).map(({ body }) => body)
}

/** What holds the snippets of a page in a language; shell is held below, wherever it stands. */
const HELD_BY: Readonly<Record<string, string>> = {
  'docs/manifest.md yaml': 'docs.test.ts: made from the parser, and parsed',
  'docs/permissions.md yaml': 'docs.test.ts: parsed',
  'docs/permissions.md tsx': 'here: compiled and run where it stands',
  'docs/publish-from-ci.md yaml': 'here: its commands are parsed',
  'docs/sdk.md ts': 'docs.test.ts: made from the docstrings',
  'docs/testing.md tsx': 'docs.test.ts: stands in a new plugin',
  'docs/ui.md tsx': 'guide.test.ts: runs in the gallery',
  'docs/ui.md yaml': 'guide.test.ts: parsed',
  'docs/slo.md sql': 'here: its metrics exist',
  'docs/slo.md promql': 'here: its metrics exist',
  'docs/slo.md graphql': 'nothing of ours: the platform’s own schema',
  'docs/deploy.md toml': 'here: names what the gateway is',
}

test('there is no snippet that nothing holds', () => {
  const kinds = new Set(
    SNIPPETS.filter(({ language }) => language !== 'sh').map((each) => `${each.path} ${each.language}`),
  )
  expect([...kinds].toSorted()).toEqual(Object.keys(HELD_BY).toSorted())
})

/** Words of a line of shell, up to where another program takes over. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/"[^"]*"|'[^']*'|[^\s"']+/g)].map(([word]) => word.replaceAll(/^["']|["']$/g, ''))
  const end = words.findIndex((word) => ['|', '>', '&&', '#', ';'].includes(word.slice(0, 2)) || word.startsWith('#'))
  return end < 0 ? words : words.slice(0, end)
}

function commandsIn(script: string): readonly (readonly string[])[] {
  const lines = script.replaceAll('\\\n', ' ').split('\n')
  return lines
    .map((line) => wordsOf(line.trim()))
    .flatMap((words) => {
      const rest = words[0] === 'npx' ? words.slice(1) : words
      return rest[0] === 'experience' ? [rest.slice(1)] : []
    })
}

/** What is wrong with a command, or `null`. */
function refusalOf([name = '', ...rest]: readonly string[], isWhole: boolean): string | null {
  const command = COMMANDS.find((each) => each.name === name)
  if (command === undefined) return name === '--help' || name === '<command>' ? null : `there is no command ${name}`
  try {
    readInput(rest, command.options, command.expects)
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return !isWhole && why.endsWith(' is missing.') ? null : `${name}: ${why}`
  }
}

/** The runs of a workflow, each as one line. */
const WORKFLOW: { jobs: Readonly<Record<string, { steps: readonly { run?: string }[] }>> } = parse(
  bodiesIn('docs/publish-from-ci.md', 'yaml')[0] ?? '',
)
const RUNS = Object.values(WORKFLOW.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))

describe('a command of ours', () => {
  test.each([
    ...SNIPPETS.filter(({ language }) => language === 'sh').map(({ path, body }) => [path, body] as const),
    ['the workflow', RUNS.join('\n')] as const,
  ])('in a snippet of %s is one that the command line takes', (_, script) => {
    expect(commandsIn(script).flatMap((words) => refusalOf(words, true) ?? [])).toEqual([])
  })

  test.each([...TEXTS])('in a sentence of %s exists, with its options', (_, text) => {
    const named = [...text.matchAll(/`(?:npx )?experience ([^`]+)`/g)].map(([, words = '']) => wordsOf(words))
    expect(named.flatMap((words) => refusalOf(words, false) ?? [])).toEqual([])
  })

  test('is found where there is one', () => {
    expect(commandsIn('npx experience promote a \\\n  --from b | tee x\nnpm ci')).toEqual([
      ['promote', 'a', '--from', 'b'],
    ])
    expect(RUNS.flatMap(commandsIn)).toHaveLength(3)
    expect(refusalOf(['publish', 'a', '--tennant', 'b'], true)).toMatch(/tennant/)
    expect(refusalOf(['publish'], true)).toBe('publish: <dir> is missing.')
  })
})

test.each([...TEXTS])('every script that %s runs is one of the repository’s, or of a new plugin’s', (path, text) => {
  const plan = { id: 'my-plugin', title: 'My plugin', parts: PARTS.slice(0, 1), hostVersion: '1.4.0', packages: {} }
  const scriptsOf = (document: string): object => {
    const { scripts }: { scripts: object } = JSON.parse(document)
    return scripts
  }
  const known = { ...scriptsOf(read('package.json')), ...scriptsOf(filesOf(plan).get('package.json') ?? '{}') }
  const named = [...text.matchAll(/npm (?:--prefix \S+ )?run (?:--silent )?([a-z0-9:-]+)/g)].map(
    ([, name = '']) => name,
  )
  expect(
    named.filter((name) => !Object.hasOwn(known, name)),
    path,
  ).toEqual([])
})

test('permissions.md shows what plugins do that are compiled and run', () => {
  const sources = ['test/fixtures/outside/src/index.tsx', 'spa/plugins/inventory/src/item-detail.tsx']
    .map(read)
    .join('\n')
  const snippets = bodiesIn('docs/permissions.md', 'tsx')
  expect(snippets).toHaveLength(2)
  expect(snippets.filter((snippet) => !sources.includes(snippet))).toEqual([])
})

test('deploy.md makes a key that signs assertions', () => {
  const line = bodiesIn('docs/deploy.md', 'sh')
    .flatMap((body) => body.split('\n'))
    .find((each) => each.startsWith('node -e'))
  const [, script = ''] = /^node -e "(.*)"$/.exec(line ?? '') ?? []
  const key: unknown = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }))
  expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', d: expect.any(String), kid: expect.any(String), alg: 'ES256' })
})

test('deploy.md gives its domains to an environment that wrangler.toml has', () => {
  expect(read('docs/deploy.md')).toContain('Add to `[env.staging]`:')
  expect(read('wrangler.toml')).toMatch(/^\[env\.staging\]$/m)
  for (const toml of bodiesIn('docs/deploy.md', 'toml')) expect(toml).toMatch(/custom_domain = true/)
})

test('slo.md asks for metrics that are counted', () => {
  const sql = bodiesIn('docs/slo.md', 'sql').join('\n')
  const asked = [
    ...[...sql.matchAll(/blob1 = '(\w+)'/g)].map(([, name = '']) => name),
    ...[...sql.matchAll(/blob1 IN \(([^)]+)\)/g)].flatMap(([, list = '']) =>
      list.split(', ').map((name) => name.slice(1, -1)),
    ),
    ...[
      ...bodiesIn('docs/slo.md', 'promql')
        .join('\n')
        .matchAll(/experience_(\w+?)_(?:total|bucket)/g),
    ].map(([, name = '']) => name),
  ]
  expect(asked.length).toBeGreaterThan(5)
  expect(asked.filter((name) => !Object.hasOwn(METRICS, name))).toEqual([])
})
