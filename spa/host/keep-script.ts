/** A page that brought its script along keeps the file too: the next page only names it. */

interface Page {
  querySelector(selector: string): { getAttribute(name: string): string | null } | null
}

/** @returns URL of the file, to be read before any plugin could change it; `null`: the page named it, so the browser has it. */
export function fileOfScript(page: Page): string | null {
  return page.querySelector('script[data-file]')?.getAttribute('data-file') ?? null
}

type Fetch = (url: string, init: RequestInit) => Promise<Pick<Response, 'blob'>>

/** To be called when the page has nothing else to do. What fails costs the next page the time to fetch it, and nothing more. */
export async function keepScript(file: string | null, fetch: Fetch): Promise<void> {
  if (file === null) return
  try {
    // Read to its end: half an answer is not kept.
    await (await fetch(file, { priority: 'low' })).blob()
  } catch {
    // The browser is on its way elsewhere, or out of reach.
  }
}
