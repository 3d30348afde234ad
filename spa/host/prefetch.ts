/** A page's bundle comes while the person is still on the way to its link. */
import { digestIn, integrityOf } from '#core/integrity'
import { pluginsOn } from '#core/router'
import { hostAddress, linkOf } from './navigation.ts'
import { permittedPart, wantsBundle, type PluginState } from './plugin-state.ts'

/** @returns URLs of bundles that the page at this address shows, and that nobody has asked for yet. Permitted ones alone. */
export function bundlesFor(address: string, plugins: readonly PluginState[]): readonly string[] {
  const { pathname } = new URL(address, 'https://host.invalid')
  const shown = pluginsOn(pathname, plugins.filter(wantsBundle).map(permittedPart))
  const idle = plugins.filter(({ load, manifest }) => load.state === 'idle' && shown.includes(manifest.id))
  return idle.map(({ manifest }) => manifest.bundle.url)
}

/** Follows the pointer and the keyboard's focus from link to link. */
export function prefetchOnApproach(page: Document, plugins: () => readonly PluginState[]): void {
  const asked = new Set<string>()
  const approach = (event: Event): void => {
    const link = linkOf(event)
    if (!link) return
    const { href, target } = link
    const click = { href, target, download: link.hasAttribute('download'), plain: true }
    const address = hostAddress(click, page.location.href)
    if (address === null) return
    for (const url of bundlesFor(address, plugins())) {
      if (asked.has(url)) continue
      asked.add(url)
      const preload = page.createElement('link')
      preload.rel = 'modulepreload'
      preload.integrity = integrityOf(digestIn(url) ?? '') ?? '' // what it brings is what the import will find
      preload.href = url
      page.head.append(preload)
    }
  }
  page.addEventListener('pointerover', approach, { passive: true })
  page.addEventListener('focusin', approach)
}
