/** Notices that files of a folder have changed, whoever wrote them. */
import { watch } from 'node:fs'
import { normalize, sep } from 'node:path'

/** Editors write a file in several steps. */
const SETTLE_MS = 25
/** What builds and package managers write. */
const NOT_SOURCES: readonly string[] = ['node_modules', 'dist', 'coverage', '.git']

/**
 * @param also A path below the folder that counts though it stands where builds write.
 * @returns Stops watching.
 */
export function watchFolder(folder: string, also: string | undefined, changed: () => void): () => void {
  let timer: NodeJS.Timeout | null = null
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name !== null && isBuilt(name) && (also === undefined || normalize(also) !== normalize(name))) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(changed, SETTLE_MS)
  })
  return () => {
    if (timer !== null) clearTimeout(timer)
    watcher.close()
  }
}

function isBuilt(name: string): boolean {
  return name.split(sep).some((part) => NOT_SOURCES.includes(part))
}
