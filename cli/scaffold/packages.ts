/** What a new plugin installs: the tools of this repository in their versions, and its own packages from files. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isRecord } from '../../src/core/own-property.ts'
import { say } from '../report.ts'
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

/** What goes into the packages. */
const SOURCES = ['spa/sdk', 'spa/testing', 'spa/ui', 'spa/packages', 'src/core'] as const

/** Builds the packages, if there are none or their sources are newer: `npm run packages` does the same. */
function tarballOf(file: string): string {
  const find = (): string | undefined => {
    const name = existsSync(TARBALLS)
      ? readdirSync(TARBALLS).find((each) => each.startsWith(file) && each.endsWith('.tgz'))
      : undefined
    return name === undefined ? undefined : join(TARBALLS, name)
  }
  const known = find()
  if (known === undefined || statSync(known).mtimeMs < newestSourceMs()) {
    say('· packing the SDK and the component library')
    execFileSync('npm', ['run', '--silent', 'packages'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const found = find()
  if (found === undefined) throw new Stop('internal', `There is no ${file}-….tgz in dist/packages.`)
  return found
}

function newestSourceMs(): number {
  const files = SOURCES.flatMap((folder) => {
    const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  })
  return Math.max(...files.map((path) => statSync(path).mtimeMs))
}
