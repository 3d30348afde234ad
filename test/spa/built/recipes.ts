/** Builds the fixtures' plugins, each by its own recipe and nothing else. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './root.ts'

const run = promisify(execFile)

export const RECIPES = ['esbuild-cli', 'build-mjs', 'rollup'] as const

/** @returns The bundle's text. */
export async function buildRecipe(name: (typeof RECIPES)[number]): Promise<string> {
  const cwd = join(ROOT, 'test', 'fixtures', 'recipes', name)
  await run('npm', ['run', '--silent', 'build'], { cwd })
  return readFile(join(cwd, 'dist', 'index.esm.js'), 'utf8')
}
