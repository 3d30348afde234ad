/** Whether a bundle stays within its size budget, and which modules it is made of. */
import { isRecord } from '../../src/core/own-property.ts'
import type { Finding } from './finding.ts'

/** React and the component library come from the host, so that a plugin is its own code and little else. */
export const DEFAULT_BUDGET_KB = 200

const REPORTED_MODULES = 10

export interface ModuleSize {
  readonly module: string
  readonly bytes: number
}

/** The modules in the bundle, largest first; empty where there is no account of them. */
export function modulesOf(metafile: unknown): readonly ModuleSize[] {
  const outputs = isRecord(metafile) && isRecord(metafile['outputs']) ? Object.values(metafile['outputs']) : []
  const inputs = outputs.flatMap((output) =>
    isRecord(output) && isRecord(output['inputs']) ? Object.entries(output['inputs']) : [],
  )
  return inputs
    .map(([module, input]) => ({ module, bytes: isRecord(input) ? Number(input['bytesInOutput'] ?? 0) : 0 }))
    .toSorted((a, b) => b.bytes - a.bytes)
}

export function checkSize(
  file: string,
  bytes: number,
  budgetKb: number,
  modules: readonly ModuleSize[],
): readonly Finding[] {
  if (bytes <= budgetKb * 1024) return []
  const largest = modules.slice(0, REPORTED_MODULES).map((each) => `${each.module} ${kilobytes(each.bytes)}`)
  const fix =
    largest.length === 0
      ? 'Minify it, leave out what the host provides; `metafile: true` in esbuild (dist/meta.json) shows the modules here.'
      : `The largest modules: ${largest.join(', ')}.`
  const message = `has ${kilobytes(bytes)}, and its budget is ${budgetKb} kB (--budget)`
  return [{ severity: 'error', file, line: 1, column: 1, rule: 'size', message, fix }]
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`
}
