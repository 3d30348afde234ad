/** The npm packages, as somebody uses them who has nothing else of ours. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type Built, buildPackages } from '../../../spa/packages/packages.ts'
import { staleFiles } from '../../../spa/packages/surface.ts'
import { ROOT } from './root.ts'
import { temporaryFolder } from './temporary-folder.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const run = promisify(execFile)

/** What an author installs beside our packages; taken from here, so that the test needs no registry. */
const BESIDE = ['react', 'react-dom', 'vitest', 'happy-dom', '@types/react', '@types/node'] as const

const outside = await temporaryFolder()
let built: Built

/** A project of its own with the tarballs in it. */
async function createProject(folder: string, tarballs: readonly string[]): Promise<void> {
  await cp(join(ROOT, 'test/fixtures/outside'), folder, { recursive: true })
  const names = ['@empowernow/experience-sdk', '@empowernow/ui']
  const dependencies = Object.fromEntries(tarballs.map((path, at) => [names[at], `file:${relative(folder, path)}`]))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'stock', type: 'module', dependencies }))
  const quiet = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  await run('npm', ['install', ...quiet], { cwd: folder })
  for (const name of BESIDE) {
    const place = join(folder, 'node_modules', name)
    await mkdir(dirname(place), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), place)
  }
}

/** What a command says; it fails the test with it when it fails. */
async function output(cwd: string, module: string, args: readonly string[]): Promise<string> {
  return run(process.execPath, [join(ROOT, 'node_modules', module), ...args], { cwd, env: { ...process.env, CI: '1' } })
    .then(({ stdout }) => stdout)
    .catch((error: unknown) => {
      throw new Error(`${module} failed: ${String(Reflect.get(Object(error), 'stdout'))}`, { cause: error })
    })
}

beforeAll(async () => {
  built = await buildPackages(ROOT, join(outside, 'tarballs'))
  await createProject(join(outside, 'project'), built.tarballs)
})

test('what docs/ says of the public surface is true: after a change, look at it and run `npm run api`', async () => {
  expect(await staleFiles(ROOT, built.surface)).toEqual([])
})

describe('in an empty project', () => {
  const project = join(outside, 'project')
  const compile = (...options: readonly string[]) => output(project, 'typescript/lib/tsc.js', ['-p', '.', ...options])

  test('a plugin and its tests compile, libraries checked', async () => {
    expect(await compile()).toBe('')
  })

  test('and as bundlers resolve modules, where a wrong call is all that does not compile', async () => {
    const wrong = `import type { Sdk } from '@empowernow/experience-sdk'
export const one = (sdk: Sdk) => sdk.api.fetch('/api/x', { method: 'TRACE' })
export const two = (sdk: Sdk) => sdk.authz.evaluate('item', 'view')
`
    await writeFile(join(project, 'src', 'wrong.ts'), wrong)
    const failure = await compile('--module', 'esnext', '--moduleResolution', 'bundler').catch(String)
    expect([...failure.matchAll(/(\S+)\((\d+),\d+\): error/g)].map(([, file, line]) => `${file}:${line}`)).toEqual([
      'src/wrong.ts:2',
      'src/wrong.ts:3',
    ])
  })

  test('its own tests pass, in Vitest with the testing kit', async () => {
    await output(project, 'vitest/vitest.mjs', ['run', '--reporter=json', '--outputFile=report.json'])
    const said = await readFile(join(project, 'report.json'), 'utf8')
    const { numPassedTests, numFailedTests }: { numPassedTests: number; numFailedTests: number } = JSON.parse(said)
    expect({ numPassedTests, numFailedTests }).toEqual({ numPassedTests: 8, numFailedTests: 0 })
  })

  test.each(['experience-sdk', 'ui'])(
    '%s brings its licence, those of what it holds, and types that stand by themselves',
    async (name) => {
      const folder = join(project, 'node_modules/@empowernow', name)
      const read = (file: string) => readFile(join(folder, file), 'utf8')
      expect(await read('LICENSE')).toContain('Apache License')
      expect(await read('README.md')).toContain(`# @empowernow/${name}`)
      expect(await read('THIRD-PARTY.md')).toContain('Permission is hereby granted')
      const types =
        name === 'ui' ? ['dist/index.d.ts'] : ['dist/index.d.ts', 'dist/testing.d.ts', 'dist/playwright.d.ts']
      for (const file of types) expect(await read(file)).not.toMatch(/^(?:import|export) .*'[.#]/m)
    },
  )
})
