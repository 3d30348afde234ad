/**
 * Modules that are fetched when they are wanted. A browser remembers for as long as the page lives that one could not be
 * fetched (HTML, "fetch a single module script"; the newest Chromium does not), and would never ask again. So it is asked
 * for by another name: the same URL with a fragment, which stays in the browser.
 */
import { own, ownText } from '#core/own-property'

// Held before any plugin can put something else in its place.
const { document, location } = globalThis

/** Words of Chromium, Firefox and Safari for "the file could not be fetched", as opposed to "its code threw". */
const FETCH_FAILED = /(?:failed to fetch|error loading) dynamically imported module|importing a module script failed/i

export function isFetchFailure(error: unknown): error is TypeError {
  return error instanceof TypeError && FETCH_FAILED.test(error.message)
}

/** @param round How often it could not be fetched. */
export function nameInRound(url: string, round: number): string {
  return round === 0 ? url : `${url}#${round}`
}

/**
 * @param load An `import()` that the bundler knows.
 * @returns Imports the module; after a failure, fetches it anew.
 */
export function later<Module, Value>(
  load: () => Promise<Module>,
  pick: (module: Module) => Value,
): () => Promise<Value> {
  let failed: { readonly url: string; readonly round: number } | null = null
  return async () => {
    try {
      return pick(await (failed === null ? load() : importVouched<Module>(failed.url, failed.round)))
    } catch (error) {
      const url = failed?.url ?? urlIn(error)
      if (url !== null && isFetchFailure(error)) failed = { url, round: (failed?.round ?? 0) + 1 }
      throw error
    }
  }
}

/** As Chromium and Firefox name it; of this origin alone. */
function urlIn(error: unknown): string | null {
  const [url = ''] = error instanceof Error ? (/https?:\/\/\S+$/.exec(error.message) ?? []) : []
  return url.startsWith(`${location.origin}/`) ? url : null
}

/** What the import map vouches for under the URL's own name. */
async function importVouched<Module>(url: string, round: number): Promise<Module> {
  const name = nameInRound(url, round)
  await preloadVouched(name)
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- it is the module that `load` would have given
  const module: Module = await import(/* @vite-ignore */ name)
  return module
}

/** Has the browser fetch a module and keep it, as far as the import map vouches for it. */
export async function preloadVouched(url: string): Promise<void> {
  const vouched = digestInMap(new URL(url, location.origin).pathname)
  if (vouched !== null) await preload(url, vouched)
}

function digestInMap(path: string): string | null {
  const map: unknown = JSON.parse(document.querySelector('script[type="importmap"]')?.textContent ?? '{}')
  return ownText(own(map, 'integrity'), path) ?? null
}

/** The browser refused to keep it: other bytes came, or none. Its words are those of an import that failed. */
class NotFetched extends TypeError {
  override readonly name = 'NotFetched'
}

/**
 * Fetches a module so that the import which follows finds it, and only the bytes that `integrity` names.
 *
 * @throws {TypeError} when it could not be fetched, or is not what was named.
 */
export function preload(url: string, integrity: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    // A browser without it would ignore the link and never say so.
    if (!link.relList.supports('modulepreload')) return resolve()
    link.rel = 'modulepreload'
    link.integrity = integrity
    link.href = url
    link.addEventListener('load', () => {
      link.remove()
      resolve()
    })
    link.addEventListener('error', () => {
      link.remove()
      reject(new NotFetched(`Failed to fetch dynamically imported module: ${url}`))
    })
    document.head.append(link)
  })
}
