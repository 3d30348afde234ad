/** What TypeScript says of a plugin: beside the build, which takes no notice of types. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Finding } from '../check/finding.ts'
import { sourcePath } from '../check/plugin-folder.ts'

const COMPILER = 'node_modules/typescript/bin/tsc'
const OWN_ROOT = join(import.meta.dirname, '../..')
/** `src/index.tsx(3,7): error TS2322: …` */
const LINE = /^(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+: .+)$/

export interface TypeChecker {
  /** @returns `null` when another check has begun meanwhile, or when there are no types to check. */
  readonly check: () => Promise<readonly Finding[] | null>
  readonly stop: () => void
}

export function createTypeChecker(folder: string): TypeChecker {
  const compiler = [folder, OWN_ROOT].map((root) => join(resolve(root), COMPILER)).find((path) => existsSync(path))
  const isTyped = existsSync(join(folder, 'tsconfig.json'))
  let running: ChildProcess | null = null
  const stop = (): void => {
    running?.kill()
    running = null
  }
  return {
    stop,
    check: () => {
      stop()
      if (compiler === undefined || !isTyped) return Promise.resolve(null)
      return new Promise((settle) => {
        const args = [compiler, '-p', '.', '--noEmit', '--pretty', 'false']
        const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
        running = child
        let output = ''
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
        child.on('error', () => settle(null))
        child.on('close', () => settle(running === child ? readOutput(folder, output) : null))
      })
    },
  }
}

/** Types keep nothing from running: their findings are warnings, and a publish asks for none. */
function readOutput(folder: string, output: string): readonly Finding[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .flatMap((line): Finding[] => {
      const [, file, row, column, , message] = LINE.exec(line.trim()) ?? []
      if (file === undefined || message === undefined) return []
      const at = { file: sourcePath(folder, file), line: Number(row), column: Number(column) }
      return [
        {
          severity: 'warning',
          ...at,
          rule: 'types',
          message,
          fix: 'It runs all the same; `npm test` would refuse it.',
        },
      ]
    })
}
