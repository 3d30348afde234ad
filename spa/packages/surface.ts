/** The files of the repository that say what is public: kept with the sources, so that a change of it shows. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Surface } from './packages.ts'
import { writeReference } from './reference.ts'

/** Path in the repository -> text. */
function surfaceFiles({ sdk, testing, playwright, ui }: Surface): ReadonlyMap<string, string> {
  return new Map([
    ['docs/api/experience-sdk.api.md', sdk.report],
    ['docs/api/experience-sdk-testing.api.md', testing.report],
    ['docs/api/experience-sdk-playwright.api.md', playwright.report],
    ['docs/api/ui.api.md', ui.report],
    ['docs/sdk.md', writeReference({ sdk: sdk.model, testing: testing.model, playwright: playwright.model })],
  ])
}

/** Paths of those that the repository holds otherwise, or not at all. */
export async function staleFiles(root: string, surface: Surface): Promise<readonly string[]> {
  const kept = await Promise.all(
    [...surfaceFiles(surface)].map(async ([path, text]) => {
      return text === (await readFile(join(root, path), 'utf8').catch(() => null)) ? [] : [path]
    }),
  )
  return kept.flat()
}

export async function writeSurface(root: string, surface: Surface): Promise<void> {
  for (const [path, text] of surfaceFiles(surface)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}
