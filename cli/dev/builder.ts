/** Builds a plugin again and again, each time with what the last build has found out. */
import { resolve } from 'node:path'
import type { BuildContext, BuildResult, Message } from 'esbuild'
import { isRecord } from '../../src/core/own-property.ts'
import type { Finding } from '../check/finding.ts'
import {
  BUILD,
  builtFolder,
  entryOf,
  manifestOf,
  type PluginFolder,
  readPluginFolder,
  sourcePath,
} from '../check/plugin-folder.ts'
import { Stop } from '../stop.ts'

export type Built = { readonly folder: PluginFolder } | { readonly findings: readonly Finding[] }

export interface Builder {
  readonly build: () => Promise<Built>
  readonly dispose: () => Promise<void>
}

/** @param bundle A file that the author's own tools build: it is read and not built. */
export async function openBuilder(folder: string, bundle: string | undefined): Promise<Builder> {
  if (bundle !== undefined) {
    return { build: async () => ({ folder: await readPluginFolder(folder, { bundle }) }), dispose: async () => {} }
  }
  const entry = entryOf(folder)
  if (entry === null) {
    throw new Stop('usage', `${folder} has no src/index.tsx to build.`, [
      'If your own tools build it, let them watch, and name what they write: --bundle dist/index.esm.js',
    ])
  }
  const { context } = await import('esbuild')
  const open = await context({ ...BUILD, absWorkingDir: resolve(folder), entryPoints: [resolve(entry)] })
  return { build: () => build(open, folder, entry), dispose: () => open.dispose() }
}

async function build(context: BuildContext<typeof BUILD>, folder: string, entry: string): Promise<Built> {
  const manifest = manifestOf(folder)
  try {
    const result: BuildResult<typeof BUILD> = await context.rebuild()
    return { folder: { manifest, ...builtFolder(folder, entry, result) } }
  } catch (cause) {
    const errors = isRecord(cause) && Array.isArray(cause['errors']) ? cause['errors'].filter(isMessage) : []
    if (errors.length === 0) throw cause
    return { findings: errors.map((message) => findingOf(folder, message)) }
  }
}

function isMessage(value: unknown): value is Message {
  return isRecord(value) && typeof value['text'] === 'string' && 'location' in value
}

function findingOf(folder: string, { text, location, notes }: Message): Finding {
  const [note] = notes
  const at = {
    file: location === null ? sourcePath(folder, '.') : sourcePath(folder, location.file),
    line: location?.line ?? 1,
    column: (location?.column ?? 0) + 1,
  }
  const said = note?.text ?? ''
  const suggestion = location?.suggestion ?? ''
  const fix =
    suggestion !== '' ? `Write \`${suggestion}\`.` : said !== '' ? said : 'Correct it and save: it is built again.'
  return { severity: 'error', ...at, rule: 'build', message: text, fix }
}
