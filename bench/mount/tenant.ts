/** A tenant to measure with: as many plugins as asked for, of one size, and a decision point that takes its time. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { SEED_FOLDER } from '../../dev/seed.ts'

/** @returns Configuration and bundles, by their keys. */
export function tenantFiles(
  host: string,
  { plugins, bytes, pdpPort }: { readonly plugins: number; readonly bytes: number; readonly pdpPort: number },
): Readonly<Record<string, string>> {
  const ids = Array.from({ length: plugins }, (_, index) => `plugin-${String(index + 1).padStart(2, '0')}`)
  const declared = parseDocument(readFileSync(join(SEED_FOLDER, 'config/plugins.yaml'), 'utf8'))
  declared.setIn(['tenants', host], declared.createNode(ids.map(manifestOf)))
  const settings = parseDocument(readFileSync(join(SEED_FOLDER, 'config/settings.yaml'), 'utf8'))
  settings.set('environment', 'production')
  settings.set('pdp', { url: `http://127.0.0.1:${pdpPort}`, timeoutMs: 2000 })
  settings.delete('doorbell')
  const bundles = ids.map((id) => [`plugins/${id}/1.0.0/index.esm.js`, bundleOf(id, bytes)] as const)
  return {
    'config/plugins.yaml': String(declared),
    'config/settings.yaml': String(settings),
    ...Object.fromEntries(bundles),
  }
}

function manifestOf(id: string) {
  const widgets = [{ slot: 'dashboard.main', component: 'Widget', title: id }]
  return { id, version: '1.0.0', contributions: { widgets } }
}

/** Mounted is when its effect has run. The filling stays as large as it is, however it is compressed. */
function bundleOf(id: string, bytes: number): string {
  const letters = Math.round((bytes * 8) / 6)
  let filling = ''
  for (let index = 0; filling.length < letters; index += 1) {
    filling += createHash('sha256').update(`${id} ${index}`).digest('base64')
  }
  return `import { useLayoutEffect } from 'react'
import { jsx } from 'react/jsx-runtime'
const FILLING = '${filling.slice(0, letters)}'
function Widget() {
  useLayoutEffect(() => void performance.mark('mounted ${id}'), [])
  return jsx('p', { children: '${id}, with ' + FILLING.length + ' letters' })
}
export const widgets = { Widget }
`
}

/** Permits everything, in AuthZEN's form, after so many milliseconds. */
export async function startSlowPdp(port: number, milliseconds: number): Promise<() => void> {
  const server = createServer((question, answer) => {
    const parts: Buffer[] = []
    question.on('data', (part: Buffer) => void parts.push(part))
    question.on('end', () => {
      const body: { evaluations?: readonly unknown[] } = JSON.parse(Buffer.concat(parts).toString())
      const permit = { decision: true }
      const said = body.evaluations ? { evaluations: body.evaluations.map(() => permit) } : permit
      setTimeout(() => answer.end(JSON.stringify(said)), milliseconds)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return () => {
    server.close()
    server.closeAllConnections()
  }
}
