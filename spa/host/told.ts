/** What the document itself says, so that the page need not ask: its data blocks, read as they arrive. */
import { LOOK_BLOCK, LOOK_STYLE, PERSON_BLOCK, PLUGINS_BLOCK } from '#core/page-data'

/** Each is the block's JSON; `null` when the document ended without it, or with one that cannot be read. */
export interface Told {
  readonly person: () => Promise<unknown>
  readonly plugins: () => Promise<unknown>
}

/** A page that was opened long ago, or a document of another kind: nothing is known but what is asked for. */
export const TOLD_NOTHING: Told = { person: () => Promise.resolve(null), plugins: () => Promise.resolve(null) }

/** What a document says holds for the first start; a later one asks anew. */
export function onlyOnce(told: Told): () => Told {
  const left = [told]
  return () => left.pop() ?? TOLD_NOTHING
}

export const toldByDocument: Told = {
  person: () => (isOld() ? Promise.resolve(null) : blockOf(document, PERSON_BLOCK)),
  plugins: () => blockOf(document, PLUGINS_BLOCK),
}

/** What stands ahead of the script that reads it; `null` where a gateway does not say how its tenant looks. */
export function toldLook(page: Document): unknown {
  const block = page.getElementById(LOOK_BLOCK)
  block?.remove()
  return block && parse(block.textContent)
}

/** The look that a page has before any script runs. Once its tokens are set, it would hold for what another look leaves out. */
export function dropServedLook(page: Document): void {
  page.getElementById(LOOK_STYLE)?.remove()
}

/** A copy that the browser had, shown again out of its history: what stands in it was true another time. */
function isOld(): boolean {
  return performance.getEntriesByType('navigation').some((entry) => {
    return entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward' && entry.transferSize === 0
  })
}

/**
 * Taken out of the document once it is read: what it says is true of that moment alone. Half a block is no JSON, since
 * each is one object; so the first time it can be parsed, it is whole.
 */
function blockOf(page: Document, id: string): Promise<unknown> {
  return new Promise((resolve) => {
    const look = (): void => {
      const block = page.getElementById(id)
      const value = block ? parse(block.textContent) : null
      if (value === null && page.readyState === 'loading') return
      observer.disconnect()
      page.removeEventListener('DOMContentLoaded', look)
      block?.remove()
      resolve(value)
    }
    const observer = new MutationObserver(look)
    observer.observe(page.body, { childList: true })
    page.addEventListener('DOMContentLoaded', look)
    look()
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
