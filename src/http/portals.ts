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

async function portalOf(look: UiConfig): Promise<Portal> {
  const css = printLook(look)
  const data = printDataBlock(LOOK_BLOCK, look)
  if (css === '') return { look, html: ENCODER.encode(data), style: null }
  const html = ENCODER.encode(`<style id="${LOOK_STYLE}">${css}</style>\n${data}`)
  return { look, html, style: integrityOf(await sha256Hex(ENCODER.encode(css))) }
}

/** Of a tenant that was found there just now. Made once for each look: a registry keeps the same one while it is live. */
export async function meetPortal({ host }: URL, look: UiConfig): Promise<Portal> {
  const known = portals.get(host, 0)
  if (known?.look === look) return known
  const portal = await portalOf(look)
  portals.set(host, portal, 0)
  return portal
}
