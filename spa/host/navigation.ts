/** The address bar: where the page is, and how it gets elsewhere without leaving. */

export interface Navigation {
  readonly pathname: () => string
  readonly subscribe: (listener: () => void) => () => void
  /** Shows another page of this origin. @throws TypeError for any other origin: leaving is a plain link's business. */
  readonly navigate: (to: string, options?: { readonly replace?: boolean }) => void
  /** Turns plain clicks on links to the host's pages into navigation; gives back the way to stop. */
  readonly intercept: (root: Document) => () => void
}

/** What the gateway answers by itself, and the page without a session: a link there loads a new document. */
const NEW_DOCUMENT = /^\/(?:api|auth|access|assets|healthz|signed-out|\.well-known)(?:\/|$)/

/** What of a click decides who handles it. */
export interface LinkClick {
  readonly href: string
  readonly target: string
  readonly download: boolean
  readonly plain: boolean
}

/** The address within the host a click leads to, or `null` when it is the browser's to follow. */
export function hostAddress(click: LinkClick, here: string): string | null {
  if (!click.plain || click.download || (click.target !== '' && click.target !== '_self')) return null
  const [from, to] = [new URL(here), new URL(click.href, here)]
  if (to.origin !== from.origin || NEW_DOCUMENT.test(to.pathname)) return null
  const samePage = to.pathname === from.pathname && to.search === from.search
  if (samePage && to.hash !== '') return null // a jump within the page
  return to.pathname + to.search + to.hash
}

/** The link an event happened in. */
export function linkOf(event: Event): HTMLAnchorElement | null {
  const [target] = event.composedPath()
  const element = target instanceof Element ? target.closest('a[href]') : null
  return element instanceof HTMLAnchorElement ? element : null
}

export function createNavigation(view: Window): Navigation {
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const navigate: Navigation['navigate'] = (to, { replace = false } = {}) => {
    const url = new URL(to, view.location.href)
    if (url.origin !== view.location.origin) throw new TypeError(`${url.origin} is not this site`)
    if (NEW_DOCUMENT.test(url.pathname)) return view.location.assign(url)
    if (replace || url.href === view.location.href) view.history.replaceState(null, '', url)
    else view.history.pushState(null, '', url)
    view.scrollTo(0, 0)
    tell()
  }
  return {
    pathname: () => view.location.pathname,
    subscribe(listener) {
      listeners.add(listener)
      view.addEventListener('popstate', listener)
      return () => {
        listeners.delete(listener)
        view.removeEventListener('popstate', listener)
      }
    },
    navigate,
    intercept(root) {
      const onClick = (event: MouseEvent): void => {
        const link = event.defaultPrevented ? null : linkOf(event)
        if (!link) return
        const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
        const plain = event.button === 0 && !modified
        const { href, target } = link
        const to = hostAddress({ href, target, download: link.hasAttribute('download'), plain }, view.location.href)
        if (to === null) return
        event.preventDefault()
        navigate(to)
      }
      root.addEventListener('click', onClick)
      return () => root.removeEventListener('click', onClick)
    },
  }
}
