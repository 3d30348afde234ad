/** Writes the reference of the SDK from the docstrings, as api-extractor's model holds them. */
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import { ENTRIES } from './reference-order.ts'

interface Item {
  readonly kind: string
  readonly name: string
  /** The declaration as it is written. */
  readonly declaration: string
  /** The docstring without its stars; empty when there is none. */
  readonly words: string
  readonly members: readonly Item[]
}

/** @param models Of the SDK and of its testing kit. @returns Markdown. */
export function writeReference(models: {
  readonly sdk: unknown
  readonly testing: unknown
  readonly playwright: unknown
}): string {
  const sdk = itemsOf(models.sdk)
  const testing = itemsOf(models.testing)
  const named = new Set<string>(ENTRIES.map(([name]) => name))
  const playwright = itemsOf(models.playwright)
  const others = sdk.filter(({ name }) => !named.has(name)).toSorted((one, two) => (one.name < two.name ? -1 : 1))
  return [
    '# SDK reference',
    'Written from the docstrings by `npm run api`; what stands here holds for this version. `sdk` is a prop of every contribution, and `useSdk()` gives the same.',
    ...ENTRIES.flatMap(([name, title]) => sectionOf(sdk, name, title)),
    '## Types',
    ...others.flatMap((item) => [`### ${item.name}`, ...textOf(item)]),
    '## Testing',
    'From `@empowernow/experience-sdk/testing`; see the package’s README for a first test.',
    ...testing.flatMap((item) => [`### ${item.name}`, ...textOf(item)]),
    '## In the local stack',
    'From `@empowernow/experience-sdk/playwright`: for tests in a real browser, with the gateway, the policy and the sign-in of the local stack.',
    ...playwright.flatMap((item) => [`### ${item.name}`, ...textOf(item)]),
    '',
  ].join('\n\n')
}

function sectionOf(items: readonly Item[], name: string, title: string): readonly string[] {
  const item = items.find((each) => each.name === name)
  if (item === undefined) throw new Error(`The SDK has no ${name} any more: see reference-order.ts`)
  return [`## ${title}`, ...textOf(item)]
}

/** The words, then the declaration with its members' words in it. */
function textOf(item: Item): readonly string[] {
  const words = item.words === '' ? [] : [prose(item.words)]
  const methods = item.members.filter(({ kind }) => kind === 'MethodSignature')
  const rest = item.members.filter((member) => !methods.includes(member))
  const code = item.members.length === 0 ? [item.declaration] : rest.length === 0 ? [] : [bodyOf(item, rest)]
  return [
    ...words,
    ...code.map((text) => `\`\`\`ts\n${text}\n\`\`\``),
    ...methods.flatMap((method) => [`\`\`\`ts\n${method.declaration}\n\`\`\``, prose(method.words)]),
  ].filter((part) => part !== '')
}

function bodyOf({ declaration }: Item, members: readonly Item[]): string {
  const lines = members.flatMap(({ words, declaration: one }) => {
    const comment = prose(words)
      .split('\n')
      .filter((line) => line !== '')
    return [...comment.map((line) => `  // ${line}`), `  ${one}`]
  })
  return [`${declaration.trim()} {`, ...lines, '}'].join('\n')
}

const TAGS: Readonly<Record<string, string>> = { returns: 'Returns', throws: 'Throws', see: 'See' }

function prose(words: string): string {
  return words
    .replaceAll(/^@param (\w+)(?: -)? /gm, '\n`$1`: ')
    .replaceAll(/^@(returns|throws|see)\s+/gm, (_, tag: string) => `\n${TAGS[tag] ?? ''}: `)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Of a package's one entry point. */
function itemsOf(model: unknown): readonly Item[] {
  const [entry] = membersIn(model)
  return membersIn(entry).map(readItem)
}

function readItem(input: unknown): Item {
  const [kind, name] = [own(input, 'kind'), own(input, 'name')]
  const tokens = own(input, 'excerptTokens')
  const text = Array.isArray(tokens) ? tokens.map((token: unknown) => ownText(token, 'text') ?? '').join('') : ''
  const called = typeof name === 'string' ? name : 'constructor'
  return {
    kind: typeof kind === 'string' ? kind : '',
    name: called,
    declaration: text
      .replace(/^export /, '')
      .replace(/^declare /, '')
      .replaceAll(/\b(\w+)_2\b/g, '$1')
      // One that is exported by another name.
      .replace(/^interface \w+/, `interface ${called}`),
    words: wordsOf(own(input, 'docComment')),
    members: membersIn(input).map(readItem),
  }
}

function membersIn(input: unknown): readonly unknown[] {
  const members = isRecord(input) ? input['members'] : undefined
  return Array.isArray(members) ? members : []
}

function wordsOf(comment: unknown): string {
  if (typeof comment !== 'string') return ''
  const lines = comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
  return lines
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}
