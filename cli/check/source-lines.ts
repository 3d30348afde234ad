/** Where a place in a bundle comes from: a finding about a line that nobody wrote helps nobody. */
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { isRecord } from '../../src/core/own-property.ts'
import type { Finding } from './finding.ts'

export interface SourceMapFile {
  readonly map: SourceMap
  /** What the sources' paths are relative to. */
  readonly folder: string
}

export function readSourceMap(path: string): SourceMapFile | null {
  return existsSync(path) ? sourceMapOf(readFileSync(path, 'utf8'), dirname(path)) : null
}

/** @returns `null` for what is no source map. */
export function sourceMapOf(text: string, folder: string): SourceMapFile | null {
  try {
    const payload: unknown = JSON.parse(text)
    return isPayload(payload) ? { map: new SourceMap(payload), folder } : null
  } catch {
    return null
  }
}

type Payload = ConstructorParameters<typeof SourceMap>[0]

function isPayload(value: unknown): value is Payload {
  return isRecord(value) && typeof value['mappings'] === 'string' && Array.isArray(value['sources'])
}

/** The finding at the line of the source that it comes from; as it was where that is not known. */
export function inSources(finding: Finding, file: SourceMapFile | null): Finding {
  // What stands at the very beginning is about the whole bundle.
  if (finding.line === 1 && finding.column === 1) return finding
  return { ...finding, ...placeInSources(finding, file) }
}

interface Place {
  /** 1-based, as editors count. */
  readonly line: number
  readonly column: number
}

/** @returns `null` where no line of a source is known. */
export function placeInSources(
  { line, column }: Place,
  file: SourceMapFile | null,
): (Place & { readonly file: string }) | null {
  const entry: unknown = file?.map.findEntry(line - 1, column - 1)
  if (file === null || !isRecord(entry)) return null
  const { originalSource, originalLine, originalColumn } = entry
  if (typeof originalSource !== 'string' || typeof originalLine !== 'number') return null
  const path = relative(process.cwd(), resolve(file.folder, originalSource))
  return { file: path, line: originalLine + 1, column: Number(originalColumn) + 1 }
}
