/** `npm run docs`: writes the pages that are made and not written, and the schemas that editors read. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { manifestPage, pluginsSchema } from './manifest-page.ts'
import { manifestSchema } from './manifest-schema.ts'

/** Path in the repository -> text. */
export const MADE: ReadonlyMap<string, () => string> = new Map([
  ['docs/manifest.md', manifestPage],
  ['docs/schema/manifest.schema.json', () => `${JSON.stringify(manifestSchema(), null, 2)}\n`],
  ['docs/schema/plugins.schema.json', () => `${JSON.stringify(pluginsSchema(), null, 2)}\n`],
])

if (import.meta.main) {
  for (const [path, make] of MADE) {
    const target = join(import.meta.dirname, '..', path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, make())
    console.log(path)
  }
}
