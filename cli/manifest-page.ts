/** docs/manifest.md and the checked-in schemas, made from the schema that is recorded from the parser. */
import { isRecord } from '../src/core/own-property.ts'
import { manifestSchema, type Schema } from './manifest-schema.ts'

/** Of `config/plugins.yaml`: below each tenant's host a list of manifests. */
export function pluginsSchema(): Schema {
  const { $schema, title: _, ...manifest } = manifestSchema()
  return {
    $schema,
    title: 'Plugins of each tenant',
    type: 'object',
    properties: {
      tenants: {
        type: 'object',
        description: 'Host people open, lower case, without a port -> its plugins.',
        additionalProperties: { type: 'array', items: { $ref: '#/$defs/manifest' } },
      },
    },
    required: ['tenants'],
    additionalProperties: false,
    $defs: { manifest },
  }
}

const INTRODUCTION = `# Manifest reference

Made from the gateway's own parser by \`npm run docs\`; a test compares. The file is \`manifest.yaml\` (or \`.json\`) in a plugin's folder,
and an entry of \`config/plugins.yaml\` once it is published. With this line at its top, editors complete and check it:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/experience-edge/docs/schema/manifest.schema.json
\`\`\`

A key that is not listed here is kept and passed to the browser unchanged. A wrong type rejects the manifest, with its line; nothing is
coerced, so \`version: 1.10\` without quotes, which is a number, is refused.

| key | type | | what it says |
| --- | --- | --- | --- |
`

const EXAMPLE = `
## All together

\`\`\`yaml
id: inventory
version: '1.2.0'
title: Inventory
engine:
  experience: '>=1.2.0 <2.0.0'
contributions:
  routes:
    - path: /plugins/inventory
      component: ItemList
      title: Inventory
      icon: box
    - path: /plugins/inventory/items/:id
      component: ItemDetail
  widgets:
    - { slot: dashboard.main, component: StockWidget, title: Stock }
permissions:
  api:
    - { method: GET, path: /api/crud/items }
    - { method: GET, path: /api/crud/items/:id, params: { id: uuid } }
  sse:
    - stock
\`\`\`
`

export function manifestPage(): string {
  return `${INTRODUCTION}${rowsOf(manifestSchema(), '').join('\n')}\n${EXAMPLE}`
}

function rowsOf(schema: Schema, where: string): readonly string[] {
  const { properties, items, required, additionalProperties } = schema
  const rows = isRecord(properties)
    ? Object.entries(properties).flatMap(([name, field]) => {
        if (!isRecord(field)) return []
        const path = where === '' ? name : `${where}.${name}`
        const isRequired = Array.isArray(required) && required.includes(name)
        return [rowOf(path, field, isRequired), ...rowsOf(field, path)]
      })
    : []
  const named = isRecord(additionalProperties) ? [rowOf(`${where}.<name>`, additionalProperties, false)] : []
  return [...rows, ...named, ...(isRecord(items) ? rowsOf(items, `${where}[]`) : [])]
}

function rowOf(
  path: string,
  { type, enum: choices, description, default: byDefault, examples }: Schema,
  must: boolean,
) {
  const kind = Array.isArray(choices) ? choices.map((choice) => `\`${choice}\``).join(' ') : textOf(type)
  const example: unknown = Array.isArray(examples) ? examples.at(0) : undefined
  const said = [
    textOf(description),
    byDefault === undefined ? '' : `Default: \`${textOf(byDefault)}\`.`,
    example === undefined ? '' : `Like \`${textOf(example)}\`.`,
  ]
  const words = said
    .filter((each) => each !== '')
    .join(' ')
    .replaceAll('<', '&lt;')
  return `| \`${path}\` | ${kind} | ${must ? 'required' : ''} | ${words} |`
}

function textOf(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
