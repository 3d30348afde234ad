/** `schema`: the manifest's JSON Schema, for editors. */
import type { Command } from '../command.ts'
import { manifestSchema } from '../manifest-schema.ts'

export const schema: Command = {
  name: 'schema',
  expects: [],
  summary: 'print the JSON Schema of a manifest, for editors',
  options: ['json', 'help'],
  examples: ['schema > manifest.schema.json'],
  run: () => {
    const document = manifestSchema()
    return Promise.resolve({ text: [JSON.stringify(document, null, 2)], json: { schema: document } })
  },
}
