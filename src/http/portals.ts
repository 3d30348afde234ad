/** Hosts behind which this isolate has found a tenant: for them a page can begin before anybody is asked. */
import { printDataBlock } from '../core/data-block.ts'
import { integrityOf } from '../core/integrity.ts'
import { LOOK_BLOCK, LOOK_STYLE } from '../core/page-data.ts'
import { printLook } from '../core/page-look.ts'
import type { UiConfig } from '../core/theme.ts'
import { sha256Hex } from '../io/digest.ts'
import { Memo } from '../io/memo.ts'

const MAX_HOSTS = 1000

/** What a page begins with: the tenant's look is the same for everybody who comes to its host, signed in or not. */
export interface Portal {
  readonly look: UiConfig
  /** Of the page's head. */
  readonly html: Uint8Array
  /** `sha256-…` of the style in it, for the page's policy; `null`: there is none. */
  readonly style: string | null
}

const ENCODER = new TextEncoder()
const portals = new Memo<Portal>(Infinity, MAX_HOSTS)

/**
 * @returns `null`: not met yet. What is known may be old: it says nothing of today, and what is sent because of it is the
 *   same for everybody.
 */
export function knownPortal({ host, username, password }: URL): Portal | null {
  return username === '' && password === '' ? (portals.get(host, 0) ?? null) : null
}

export async function portalOf(look: UiConfig): Promise<Portal> {
  const css = printLook(look)
  const data = printDataBlock(LOOK_BLOCK, look)
  if (css === '') return { look, html: ENCODER.encode(data), style: null }
  const html = ENCODER.encode(`<style id="${LOOK_STYLE}">${css}</style>\n${data}`)
  return { look, html, style: integrityOf(await sha256Hex(ENCODER.encode(css))) }
}

/** At once for a look that is known: a registry keeps the same one for as long as it is live. */
export async function rememberPortal({ host }: URL, look: UiConfig): Promise<void> {
  if (portals.get(host, 0)?.look !== look) portals.set(host, await portalOf(look), 0)
}
