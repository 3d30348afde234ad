/** Tables in the repository's documents, which whoever measures writes: so that they say what was measured last. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/**
 * Puts a text into a document, in the place of what stands between `<!-- measured: name -->` and `<!-- end: name -->`.
 *
 * @param document Path from the root of the repository.
 */
export function writeMeasured(document: string, name: string, text: string): void {
  const path = join(ROOT, document)
  const before = readFileSync(path, 'utf8')
  const [start, end] = [`<!-- measured: ${name} -->\n`, `<!-- end: ${name} -->`]
  const [from, to] = [before.indexOf(start), before.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${document} has no place for ${name}: ${start.trim()} … ${end}`)
  writeFileSync(path, `${before.slice(0, from)}${start}\n${text}\n\n${before.slice(to)}`)
  console.log(`written: ${document} (${name})`)
}

interface Machine {
  readonly cpu: string
  readonly memoryGib: number
  readonly node: string
  readonly chromium?: string
  readonly load: number
}

/** Where and when, as a sentence. */
export function measuredOn({ cpu, memoryGib, node, chromium = '', load }: Machine, date: string): string {
  const browser = chromium === '' ? '' : `, Chromium ${chromium}`
  return `Measured ${date.slice(0, 10)}: ${cpu}, ${memoryGib} GiB, Node ${node.slice(1)}${browser}; load average ${load} at the end.`
}
