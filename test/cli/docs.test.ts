/** The documentation keeps its word: every code has an entry, every entry a code, every link a target, every snippet holds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { RULES } from '../../cli/check/finding.ts'
import { MADE } from '../../cli/docs.ts'
import { pluginsSchema } from '../../cli/manifest-page.ts'
import { filesOf } from '../../cli/scaffold/files.ts'
import { PARTS } from '../../cli/scaffold/parts.ts'
import { EXIT } from '../../cli/stop.ts'
import { readManifest } from '../../src/core/declared-manifest.ts'
import { MOUNT_FAILURES } from '../../src/core/mounts.ts'
import { pagePolicy } from '../../src/core/page-policy.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCS = join(ROOT, 'docs')

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

const PAGES = readdirSync(DOCS).filter((name) => name.endsWith('.md'))

/** Everything that a part of a source file names. */
function namesIn(file: string, part: RegExp, name: RegExp): readonly string[] {
  return [...(part.exec(read(file))?.[1] ?? '').matchAll(name)].map(([, code = '']) => code)
}

/** The gateway's, as its table lists them; and the SDK's own, as its type does. */
const PROBLEM_CODES = namesIn('src/http/problem.ts', /const PROBLEMS = \{([^]*?)\n\} as const/, /^  (\w+): \{/gm)
const SDK_REFUSALS = namesIn('spa/sdk/problem-error.ts', /type SdkRefusal =([^]*?)\n\n/, /'(\w+)'/g)

/** The host's own: why a plugin that was there is gone, and an answer that it cannot read. */
const HOST_CODES = ['withdrawn', 'unreadable']

describe('troubleshooting', () => {
  const text = read('docs/troubleshooting.md')
  const entries = text.split(/^### /m).slice(1)
  const codes = [...PROBLEM_CODES, ...MOUNT_FAILURES, ...RULES, ...Object.keys(EXIT), ...SDK_REFUSALS, ...HOST_CODES]

  test('knows where the codes stand', () => {
    expect(PROBLEM_CODES).toContain('allowlist_violation')
    expect(PROBLEM_CODES.length).toBeGreaterThan(50)
    expect(SDK_REFUSALS).toContain('template_refused')
  })

  test('has an entry for every code that the system can answer, and none for any other', () => {
    const described = entries.map((entry) => entry.slice(0, entry.indexOf('\n')))
    expect(described.toSorted()).toEqual([...new Set(codes)].toSorted())
  })

  test.each(entries.map((entry) => [entry.slice(0, entry.indexOf('\n')), entry] as const))(
    '%s: what it means, why it is likely, what to do',
    (_, entry) => {
      const body = entry.split(/\n#|\n\n/)[0] ?? ''
      expect([...body.matchAll(/\*\*(Means|Likely|Do)\*\*/g)].map(([, part]) => part)).toEqual([
        'Means',
        'Likely',
        'Do',
      ])
    },
  )

  test('explains every directive of the page’s policy', () => {
    const directives = pagePolicy()
      .split('; ')
      .map((directive) => directive.split(' ')[0] ?? '')
    const section = text.slice(text.indexOf('## Content-Security-Policy'), text.indexOf('## Findings of the check'))
    const explained = [...section.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name)
    expect(directives.filter((name) => !explained.includes(name))).toEqual([])
  })
})

/** As GitHub makes them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(PAGES)('%s', (page) => {
  const text = read(join('docs', page))

  test('links to what is there', () => {
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? join(DOCS, page) : join(dirname(join(DOCS, page)), file)
        if (!existsSync(target)) return true
        return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
      })
    expect(broken).toEqual([])
  })

  test('shows no permission and no manifest that the gateway would reject', () => {
    for (const [, snippet = ''] of text.matchAll(/```yaml\n((?:id:|permissions:|contributions:)[^]*?)```/g)) {
      const rejections: Rejection[] = []
      const whole = snippet.startsWith('id:') ? snippet : `id: probe\nversion: '1.0.0'\n${snippet}`
      const place = parseYaml(page, whole, rejections)
      if (place !== null) readManifest(place, [])
      expect(rejections).toEqual([])
    }
  })
})

/** What `experience new` writes for a plugin of this name, all in one. */
const TEMPLATE = readdirSync(join(ROOT, 'cli/template/test'))
  .map((name) => read(`cli/template/test/${name}`))
  .join('\n')
  .replaceAll('__id__', 'my-plugin')

test('testing.md shows tests that new plugins have, word for word', () => {
  const snippets = [...read('docs/testing.md').matchAll(/```tsx\n([^]*?)```/g)].map(([, snippet = '']) => snippet)
  expect(snippets.length).toBeGreaterThan(3)
  expect(snippets.filter((snippet) => !TEMPLATE.includes(snippet))).toEqual([])
})

test('first-plugin.md names scripts that a new plugin has', () => {
  const plan = { id: 'my-plugin', title: 'My plugin', parts: PARTS.slice(0, 1), hostVersion: '1.4.0', packages: {} }
  const { scripts }: { scripts: object } = JSON.parse(filesOf(plan).get('package.json') ?? '{}')
  const named = [...read('docs/first-plugin.md').matchAll(/^npm (?:run )?(?!--)([a-z:]+)/gm)].map(
    ([, name = '']) => name,
  )
  expect(named).toEqual(['dev', 'test', 'publish:local'])
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})

test('the index names every page', () => {
  const index = read('docs/README.md')
  expect(PAGES.filter((page) => page !== 'README.md' && !index.includes(`(${page})`))).toEqual([])
})

test.each([...MADE])('%s is what `npm run docs` makes', (path, make) => {
  expect(read(path)).toBe(make())
})

describe('the schema that editors are pointed to', () => {
  const seed = read('plugins-kv-seed/config/plugins.yaml')
  const isValid = new Ajv2020({ strict: false }).compile(pluginsSchema())

  test('is where the comment says', () => {
    const reference = /^# yaml-language-server: \$schema=(\S+)$/m.exec(seed)?.[1] ?? ''
    expect(JSON.parse(read(join('plugins-kv-seed/config', reference)))).toEqual(pluginsSchema())
  })

  test('accepts the seed', () => {
    expect([isValid(parse(seed)), isValid.errors]).toEqual([true, null])
  })

  test.each([
    ['a number for a version', "version: '1.0.0'", 'version: 1.0'],
    ['a text for a flag', "version: '1.0.0'", "version: '1.0.0'\n      enabled: 'yes'"],
    ['a method that there is not', 'method: GET', 'method: FETCH'],
    ['a shape that there is not', 'id: uuid', 'id: guid'],
    ['a component that is no name', 'component: Hello', 'component: hello world'],
  ])('refuses %s', (_, sound, typo) => {
    expect(seed).toContain(sound)
    expect(isValid(parse(seed.replace(sound, typo)))).toBe(false)
  })
})
