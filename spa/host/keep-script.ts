/** A page that brought its script along keeps the file too: the next page only names it. */

/** What it needs of the page, and of the browser. */
interface Keeping {
  /** The element that holds the script itself; `null`: the page named a file, which the browser has. */
  readonly script: { readonly dataset: Readonly<Record<string, string | undefined>> } | null
  readonly fetch: (url: string, init: RequestInit) => Promise<Pick<Response, 'blob'>>
}

/** To be called when the page has nothing else to do. What fails costs the next page the time to fetch it, and nothing more. */
export async function keepScript({ script, fetch }: Keeping): Promise<void> {
  const file = script?.dataset['file']
  if (file === undefined) return
  try {
    // Read to its end: half an answer is not kept.
    await (await fetch(file, { priority: 'low' })).blob()
  } catch {
    // The browser is on its way elsewhere, or out of reach.
  }
}
