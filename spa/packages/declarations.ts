/** Emits the declarations of everything that is packed, with the names by which the packages know each other. */
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const SDK = '@empowernow/experience-sdk'

/** Folders that reach the SDK's types by the package's name, because they are packed apart from it. */
const OUTSIDE_SDK = ['spa/ui', 'spa/testing'] as const

/** @param folder Gets the tree of declarations, as the sources lie in the repository. */
export async function emitDeclarations(root: string, folder: string): Promise<void> {
  const compiler = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js')
  for (const config of ['declarations.json', 'declarations.node.json']) {
    await run(process.execPath, [compiler, '-p', join(root, 'spa', 'packages', config), '--outDir', folder])
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(files.map((file) => rename(file, folder)))
}

/** Any specifier of an import, an export or an import type. */
const SPECIFIER = /(\bfrom |\bimport\()(['"])([^'"]+)\2/g

async function rename(file: string, folder: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const place = relative(folder, file)
  const renamed = text.replaceAll(SPECIFIER, (_, lead: string, quote: string, specifier: string) => {
    return `${lead}${quote}${nameFrom(place, specifier)}${quote}`
  })
  await writeFile(file, renamed)
}

function nameFrom(place: string, specifier: string): string {
  if (specifier.startsWith('#core/')) {
    return `${relative(dirname(place), 'src/core')}/${specifier.slice('#core/'.length)}.js`
  }
  const isApart = OUTSIDE_SDK.some((folder) => place.startsWith(`${folder}/`))
  const target = join(dirname(place), specifier)
  if (isApart && specifier.startsWith('.') && target.startsWith('spa/sdk/')) return SDK
  return specifier.startsWith('.') ? specifier.replace(/\.tsx?$/, '.js') : specifier
}
