/** Everything that can be said of a plugin before it is published, without running it. */
import { parse as parseYamlText } from 'yaml'
import { type DeclaredManifest, readManifest } from '../../src/core/declared-manifest.ts'
import { isRecord } from '../../src/core/own-property.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { sha256 } from '../digest.ts'
import { type Finding, sortFindings } from './finding.ts'
import { checkFreeNames } from './free-names.ts'
import { checkExports, checkImports } from './module.ts'
import type { PluginFolder } from './plugin-folder.ts'
import { checkPolicy } from './policy-rules.ts'
import { checkSize, type ModuleSize, modulesOf } from './size.ts'
import { inSources } from './source-lines.ts'
import { parseModule } from './syntax.ts'

export interface Checked {
  readonly findings: readonly Finding[]
  /** `null` where the manifest cannot be read. */
  readonly manifest: DeclaredManifest | null
  /** The manifest's keys as they are written. */
  readonly written: Readonly<Record<string, unknown>>
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly modules: readonly ModuleSize[]
}

export async function checkPlugin(folder: PluginFolder, budgetKb: number): Promise<Checked> {
  const { manifest, findings } = readDeclared(folder.manifest)
  const { file, bytes, map } = folder.bundle
  const modules = modulesOf(folder.metafile)
  const all = [
    ...findings,
    ...checkSize(file, bytes.byteLength, budgetKb, modules),
    ...(await checkBundle(file, bytes, manifest)),
  ]
  const written: unknown = manifest === null ? {} : parseYamlText(folder.manifest.text, { schema: 'core' })
  return {
    findings: sortFindings(all.map((finding) => (finding.file === file ? inSources(finding, map) : finding))),
    manifest,
    written: isRecord(written) ? written : {},
    bytes,
    sha256: sha256(bytes),
    modules,
  }
}

/** By the parser that the gateway itself uses at a refresh, so that neither knows better. JSON is YAML to it. */
export function readDeclared({ file, text }: PluginFolder['manifest']): {
  readonly manifest: DeclaredManifest | null
  readonly findings: readonly Finding[]
} {
  const rejections: Rejection[] = []
  const place = parseYaml(file, text, rejections)
  const manifest = place && readManifest(place, [])
  const findings = rejections.map(({ where, why, line = 1, column = 1 }): Finding => {
    const message = where === '' ? why : `${where} ${why}`
    const fix = 'Correct it; `experience schema` prints the JSON Schema, which editors use to help.'
    return { severity: 'error', file, line, column, rule: 'manifest', message, fix }
  })
  const slips = (manifest?.suspicions ?? []).map(({ where, why, line = 1, column = 1 }): Finding => {
    const fix = 'Correct it, or leave it: a key that nobody knows is passed on as it is, and does nothing here.'
    return { severity: 'warning', file, line, column, rule: 'unknown-key', message: `${where} ${why}`, fix }
  })
  return { manifest: rejections.length === 0 ? manifest : null, findings: [...findings, ...slips] }
}

async function checkBundle(
  file: string,
  bytes: Uint8Array,
  manifest: DeclaredManifest | null,
): Promise<readonly Finding[]> {
  const at = { severity: 'error' as const, file, line: 1, column: 1 }
  const text = decode(bytes)
  if (text === null) return [{ ...at, rule: 'encoding', message: 'is no UTF-8', fix: 'Build it as UTF-8 text.' }]
  if (text.trim() === '') return [{ ...at, rule: 'empty', message: 'is empty', fix: 'Build it again.' }]
  const program = parseModule(text)
  if ('message' in program) {
    const { line, column, message } = program
    const fix = 'Build it as one ES module (`format: "esm"`): no browser can read this.'
    return [{ ...at, line, column, rule: 'syntax', message: `is no ES module: ${message}`, fix }]
  }
  const source = { file, text }
  return [
    ...(await checkImports(source)),
    ...(manifest === null ? [] : checkExports(source, program, manifest.contributions)),
    ...checkFreeNames(file, program),
    ...checkPolicy(file, program),
  ]
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
