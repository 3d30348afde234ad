/** A page that brought its script along keeps the file too: the next page only names it. */

interface Page {
  querySelector(selector: string): { getAttribute(name: string): string | null } | null
}

/** @returns URL of the file, to be read before any plugin could change it; `null`: the page named it, so the browser has it. */
export function fileOfScript(page: Page): string | null {
  return page.querySelector('script[data-file]')?.getAttribute('data-file') ?? null
}

/**
 * To be called when the page has nothing else to do. What fails costs the next page the time to fetch it, and nothing more.
 *
 * @param preload As a module, like the others of a page: a browser keeps those at hand, where another page finds them sooner
 *   than in the cache of what was fetched.
 */
export async function keepScript(file: string | null, preload: (url: string) => Promise<void>): Promise<void> {
  // What fails: the browser is on its way elsewhere, or out of reach.
  if (file !== null) await preload(file).catch(() => null)
}
