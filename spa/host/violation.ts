/** Whose code it was that the page's policy has stopped, as far as a browser says. */
import type { PluginState } from './plugin-state.ts'

/** Of a `securitypolicyviolation`, what an author can act on. */
export interface Violation {
  readonly effectiveDirective: string
  readonly blockedURI: string
  readonly sourceFile: string
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface ViolationPage {
  readonly origin: string
  /** Ids of the plugins that have an element in the page which points at an address. */
  readonly pointingAt: (address: string) => readonly string[]
}

interface Attribution {
  /** Of those under development. */
  readonly plugins: readonly PluginState[]
  readonly words: string
}

const BUNDLES = '/api/plugins/bundle/'
const WHOEVER = 'the browser does not say whose code it was'

/**
 * Chromium leaves out the query of a source's address, and of an image or a medium it names no source at all. The host's own code violates nothing; so what nobody else did is told to whoever works on a plugin here.
 */
export function attribute(violation: Violation, drafts: readonly PluginState[], page: ViolationPage): Attribution {
  const { effectiveDirective, blockedURI, sourceFile, lineNumber, columnNumber } = violation
  const what = `${effectiveDirective} stopped ${blockedURI}`
  const place = `${what} (bundle ${lineNumber}:${columnNumber})`
  const source = withoutQuery(sourceFile)
  const named = drafts.filter(({ manifest }) => source === page.origin + withoutQuery(manifest.bundle.url))
  if (named.length > 0) return { plugins: named, words: place }
  // A bundle of somebody else, or an extension of the browser.
  const isElsewhere = source !== '' && !source.startsWith(`${page.origin}/`)
  if (isElsewhere || source.startsWith(page.origin + BUNDLES)) return { plugins: [], words: what }
  const pointing = page.pointingAt(blockedURI)
  if (pointing.length > 0)
    return { plugins: drafts.filter(({ manifest }) => pointing.includes(manifest.id)), words: what }
  return { plugins: drafts, words: `${what}; ${WHOEVER}` }
}

function withoutQuery(address: string): string {
  return address.split('?', 1)[0] ?? ''
}

/** Where an element says what it shows. */
const ADDRESSES = ['src', 'href', 'srcset', 'poster', 'data', 'action', 'style'] as const

/** By the page as it is now: of a frame, a browser tells the origin alone. */
export function pointersIn(page: Document): ViolationPage['pointingAt'] {
  return (address) => {
    if (!URL.canParse(address)) return []
    const named = ADDRESSES.flatMap((name) =>
      [...page.querySelectorAll(`[data-plugin] [${name}]`)].filter((element) => {
        return (element.getAttribute(name) ?? '').includes(address)
      }),
    )
    const ids = named.map((element) => element.closest('[data-plugin]')?.getAttribute('data-plugin') ?? '')
    return [...new Set(ids)]
  }
}
