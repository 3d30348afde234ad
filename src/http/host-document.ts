/**
 * The host's page: a head that is the same for everybody leaves first, and what the page would ask for next follows in
 * the same answer, as far as it is this person's. Whatever fails on the way is said there, as the API would say it. A browser
 * that has nothing yet gets the script with it, in the time that it would take to ask for it.
 */
import type { Context } from 'hono'
import { CAPABILITIES_BLOCK } from '../core/capability.ts'
import { printDataBlock, printModulePreload } from '../core/data-block.ts'
import {
  PERSON_BLOCK,
  PLUGINS_BLOCK,
  type PagePlugin,
  type PageProblem,
  type PersonData,
  type PluginsData,
} from '../core/page-data.ts'
import { digestIn, integrityOf } from '../core/integrity.ts'
import { changedAt } from '../core/news.ts'
import { hasScript, pageTag } from '../core/page-tag.ts'
import { pluginsOn } from '../core/router.ts'
import type { AppEnv } from '../env.ts'
import { log, reasonOf } from '../io/log.ts'
import { urlOf } from './address.ts'
import { mintFor, pageTicket } from './capability.ts'
import { asProblem } from './failures.ts'
import { pagePlugins } from './page-plugins.ts'
import { meetPortal, type Portal } from './portals.ts'
import { Problem } from './problem.ts'
import { newsOf } from './quarantine.ts'
import { sessionAnswer } from './session-answer.ts'
import { HOST_ENTRY, HOST_FILE, HOST_FRAME, HOST_HEAD, HOST_HEADERS, HOST_TAIL, ticketBlock } from './shell.ts'

type Session = ReturnType<typeof sessionAnswer>

const ENCODER = new TextEncoder()
/** A tenant that is always dark begins dark, whatever the person's system is: nothing flashes. */
const HEADS = {
  auto: ENCODER.encode(HOST_HEAD),
  light: ENCODER.encode(HOST_HEAD.replace('<html ', '<html data-mode="light" ')),
  dark: ENCODER.encode(HOST_HEAD.replace('<html ', '<html data-mode="dark" ')),
} as const satisfies Record<Portal['look']['theme']['mode'], Uint8Array>
const FRAME = ENCODER.encode(HOST_FRAME)
const ENTRIES = { linked: ENCODER.encode(HOST_ENTRY.linked), inPage: ENCODER.encode(HOST_ENTRY.inPage) } as const

/**
 * @param portal What is known of the host.
 * @param enter Finds tenant and session, where that has not been done yet.
 */
export function hostDocument(c: Context<AppEnv>, portal: Portal, enter: () => Promise<void>): Response {
  c.set('ownStyle', portal.style)
  if (c.req.raw.method === 'HEAD') return new Response(null, { headers: HOST_HEADERS })
  const { pathname } = urlOf(c.req.raw)
  const isKnown = hasScript(c.req.raw.headers.get('If-None-Match'), HOST_FILE)
  let isRead = true
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (html: string): void => {
        if (isRead) controller.enqueue(ENCODER.encode(html))
      }
      controller.enqueue(HEADS[portal.look.theme.mode])
      controller.enqueue(portal.html)
      controller.enqueue(FRAME)
      controller.enqueue(ENTRIES[isKnown ? 'linked' : 'inPage'])
      const person = await answerOr(c, () => personData(c, enter))
      if ('problem' in person) write(printDataBlock(PERSON_BLOCK, person satisfies PersonData<Session>))
      else {
        const { ticket, ...data } = person
        write(printDataBlock(PERSON_BLOCK, data satisfies PersonData<Session>))
        if (ticket !== null) write(ticketBlock(ticket))
        const plugins = await answerOr(c, () => pluginsData(c))
        if (ticket !== null) write(await capabilitiesHtml(c, plugins))
        write(pluginsHtml(plugins, pathname))
      }
      write(HOST_TAIL)
      if (isRead) controller.close()
    },
    cancel() {
      isRead = false
    },
  })
  return new Response(body, { headers: { ...HOST_HEADERS, ETag: pageTag(HOST_FILE, c.var.requestId) } })
}

async function personData(c: Context<AppEnv>, enter: () => Promise<void>) {
  await enter()
  const { session, live, door } = c.var
  if (door !== 'tenant') throw new Problem('tenant_unknown')
  await meetPortal(urlOf(c.req.raw), live.registry.ui)
  if (session === null) throw new Problem('signed_out')
  const ticket = await pageTicket(c)
  return { session: sessionAnswer(c.var, session.record, false), ui: live.registry.ui, ticket }
}

async function pluginsData(c: Context<AppEnv>) {
  const { live } = c.var
  const { ofTenant, ofAll } = newsOf(c)
  return { plugins: await pagePlugins(c), asOf: { revision: live.revision, changedAt: changedAt([ofTenant, ofAll]) } }
}

/** Before the plugins: a host that has read so far finds all it needs for their first calls. Without them it asks. */
async function capabilitiesHtml(c: Context<AppEnv>, data: PluginsData): Promise<string> {
  if (!('plugins' in data)) return ''
  const minted = await answerOr(c, () =>
    mintFor(
      c,
      data.plugins.map(({ manifest }) => manifest.id),
    ),
  )
  return 'problem' in minted ? '' : printDataBlock(CAPABILITIES_BLOCK, minted)
}

/** The bundles first: a browser that reads so far begins to fetch them. */
function pluginsHtml(data: PluginsData, pathname: string): string {
  const block = printDataBlock(PLUGINS_BLOCK, data)
  return 'plugins' in data ? `${preloads(data.plugins, pathname)}${block}` : block
}

function preloads(plugins: readonly PagePlugin[], pathname: string): string {
  const manifests = plugins.map(({ manifest }) => manifest)
  const shown = pluginsOn(pathname, manifests)
  const bundles = manifests.flatMap(({ id, bundle }) => (shown.includes(id) ? [bundle.url] : []))
  return bundles.map((url) => printModulePreload(url, integrityOf(digestIn(url) ?? ''))).join('')
}

async function answerOr<Data>(
  c: Context<AppEnv>,
  find: () => Promise<Data>,
): Promise<Data | { readonly problem: PageProblem }> {
  try {
    return await find()
  } catch (error) {
    const problem = asProblem(error)
    const { requestId } = c.var
    const { status, code, title } = problem
    if (status >= 500) log('error', 'page_incomplete', { requestId, code, reason: reasonOf(problem.cause ?? error) })
    return { problem: { status, code, title, requestId } }
  }
}
