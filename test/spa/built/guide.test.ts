import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Rejection } from '../../../src/core/rejection.ts'
import { readUi } from '../../../src/core/ui.ts'
import { parseYaml } from '../../../src/core/yaml.ts'
import { ROOT } from './root.ts'

const guide = await readFile(join(ROOT, 'docs/ui.md'), 'utf8')
const paths = await readFile(join(ROOT, 'spa/ui/icon-paths.ts'), 'utf8')
const EXAMPLES = join(ROOT, 'spa/gallery/examples')
const names = await readdir(EXAMPLES)
const examples = (await Promise.all(names.map((name) => readFile(join(EXAMPLES, name), 'utf8')))).join('\n')

function blocks(language: string): readonly string[] {
  const found = guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))
  return [...found].map(([, text]) => text ?? '')
}

test('the guide shows what runs in the gallery, and nothing else', () => {
  expect(blocks('tsx').length).toBeGreaterThan(2)
  for (const block of blocks('tsx')) expect(examples).toContain(block)
})

test('the look that the guide gives to a tenant is accepted', () => {
  for (const block of blocks('yaml')) {
    const rejections: Rejection[] = []
    const place = parseYaml('config/ui.yaml', block, rejections)
    if (place) readUi(place, rejections)
    expect(rejections).toEqual([])
  }
})

describe('every component of the library', async () => {
  const contract = await readFile(join(ROOT, 'spa/ui/index.ts'), 'utf8')
  const exported = [...contract.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list]) => (list ?? '').split(','))
  /** Of the host's, or nothing to look at: `Permitted` has its place in docs/permissions.md. */
  const others = ['BootSkeleton', 'SdkProvider', 'Toaster', 'Permitted']
  const components = exported
    .map((name) => name.trim())
    .filter((name) => /^[A-Z][a-zA-Z]+$/.test(name) && !others.includes(name))

  test('is named by the guide', () => {
    expect(components.length).toBeGreaterThan(25)
    expect(components.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
  })

  test('runs in the gallery', () => {
    expect(components.filter((name) => !new RegExp(`<${name}\\b`).test(examples))).toEqual([])
  })

  test('every icon too', () => {
    const named = [...paths.matchAll(/^  '?([a-z-]+)'?:/gm)].map(([, name]) => `'${name}',`)
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((name) => !examples.includes(name))).toEqual([])
  })
})
