/** What a new plugin installs: the tools of this repository in their versions, and its own packages from files. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isRecord } from '../../src/core/own-property.ts'
import { Stop } from '../stop.ts'

const ROOT = join(import.meta.dirname, '../..')
const TARBALLS = join(ROOT, 'dist/packages')

/** Everything else of the repository is the host's, or comes with one of these. */
const TOOLS: readonly string[] = [
  '@types/react',
  '@types/react-dom',
  'esbuild',
  'happy-dom',
  'react',
  'react-dom',
  'typescript',
  'vitest',
]
const OWN = { '@empowernow/experience-sdk': 'empowernow-experience-sdk', '@empowernow/ui': 'empowernow-ui' } as const

/** @param folder Of the new plugin: paths are relative to it, so that the two can be moved together. */
export function packagesFor(folder: string): Readonly<Record<string, string>> {
  const versions = versionsOf(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
  const tools = TOOLS.map((name): [string, string] => [name, versions.get(name) ?? '*'])
  const own = Object.entries(OWN).map(([name, file]): [string, string] => [name, fileUrl(folder, tarballOf(file))])
  return Object.fromEntries([...tools, ...own, ['experience-edge', fileUrl(folder, ROOT)]])
}

function versionsOf(manifest: unknown): ReadonlyMap<string, string> {
  const groups = ['dependencies', 'devDependencies'].map((key) => (isRecord(manifest) ? manifest[key] : null))
  const entries = groups.flatMap((group) => (isRecord(group) ? Object.entries(group) : []))
  return new Map(entries.flatMap(([name, version]) => (typeof version === 'string' ? [[name, version] as const] : [])))
}

function fileUrl(folder: string, target: string): string {
  return `file:${relative(folder, target).split(sep).join('/')}`
}

/** Builds the packages the first time: `npm run packages` does the same. */
function tarballOf(file: string): string {
  const find = (): string | undefined =>
    existsSync(TARBALLS)
      ? readdirSync(TARBALLS).find((name) => name.startsWith(file) && name.endsWith('.tgz'))
      : undefined
  if (find() === undefined) {
    execFileSync('npm', ['run', '--silent', 'packages'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const found = find()
  if (found === undefined) throw new Stop('internal', `There is no ${file}-….tgz in dist/packages.`)
  return join(TARBALLS, found)
}
