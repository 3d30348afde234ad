/** The tests of the core and what they import as one script, which is compiled once and evaluated as often as needed. */
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { build, type Plugin } from 'esbuild'
import * as vitest from 'vitest'
import { Suite, type KnownTest } from './suite.ts'

/** Property tests would find more, and take a hundred times as long for each mutant; so do huge inputs. */
const PROPERTIES = /propert/
const HEAVY = /^bombs > |^the trie agrees with a slow reference > |(?:^|> )whatever /

/** `import text from './file.yaml?raw'`, as Vite reads it. */
const RAW_TEXT: Plugin = {
  name: 'raw text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?raw', '')),
      namespace: 'raw',
    }))
    onLoad({ filter: /./, namespace: 'raw' }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'text' }))
  },
}

export class Bundle {
  readonly files: readonly string[]
  readonly #script: Script
  readonly #require: NodeJS.Require

  private constructor(files: readonly string[], script: Script, require: NodeJS.Require) {
    this.files = files
    this.#script = script
    this.#require = require
  }

  /** @param folder Root of the project, as the mutation run has changed it. */
  static async of(folder: string): Promise<Bundle> {
    const files = globSync('test/core/*.test.ts', { cwd: folder })
      .filter((file) => !PROPERTIES.test(file))
      .toSorted()
    const entry = files.map((file) => `if (wanted === ${JSON.stringify(file)}) require(${JSON.stringify(`./${file}`)})`)
    const { outputFiles } = await build({
      stdin: { contents: entry.join('\n'), resolveDir: folder },
      absWorkingDir: folder,
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      external: ['vitest', 'yaml', 'fast-check'],
      plugins: [RAW_TEXT],
      logLevel: 'error',
    })
    const text = outputFiles.map((file) => file.text).join('\n')
    const filename = join(folder, 'tests-of-core.cjs')
    const script = new Script(`(function (require, wanted) {${text}\n})`, { filename })
    return new Bundle(files, script, createRequire(join(folder, 'package.json')))
  }

  /** Evaluates one file of tests and whatever it imports, anew. */
  load(file: string): readonly KnownTest[] {
    const suite = new Suite(file)
    const module = { ...vitest, ...suite.globals }
    const run: (require: (name: string) => unknown, wanted: string) => void = this.#script.runInThisContext()
    run((name) => (name === 'vitest' ? module : this.#require(name)), file)
    return suite.tests.filter(({ title }) => !HEAVY.test(title))
  }
}
