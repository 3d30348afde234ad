/** What a new isolate has to read before it can answer: parsers of configuration come later, with the request that needs them. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '../../dev/build.ts'

const ROOT = join(import.meta.dirname, '../..')
const ENTRY = 'src/index.ts'

beforeAll(() => {
  ensureBuilt()
}, 120_000)

/** Files that are evaluated when the Worker starts: reached from its entry by static imports. */
async function startedFiles(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    metafile: true,
    write: false,
    outdir: 'out',
  })
  const outputs = new Map(Object.entries(metafile.outputs))
  const [entry] = [...outputs].find(([, output]) => output.entryPoint === ENTRY) ?? []
  if (entry === undefined) throw new Error('the entry was not built')
  const started = new Set([entry])
  for (const file of started) {
    for (const { path, kind } of outputs.get(file)?.imports ?? []) if (kind === 'import-statement') started.add(path)
  }
  return [...started].flatMap((file) => Object.keys(outputs.get(file)?.inputs ?? {}))
}

test('neither YAML nor version ranges are read at the start, nor what compiles configuration', async () => {
  const files = await startedFiles()
  expect(files).toContain('src/app.ts')
  expect(files.filter((file) => /node_modules\/(?:yaml|semver)\//.test(file))).toEqual([])
  expect(files).not.toContain('src/core/configuration.ts')
  expect(files).not.toContain('src/io/refresh.ts')
})
