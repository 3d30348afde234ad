/** What a browser with a page of the portal open sends: everything that the gates look at. */
import type { Visitor } from '../test/e2e/fixture/visitor.ts'
import { TICKET_BLOCK } from '../src/core/capability.ts'
import { PLUGIN } from './product.ts'

/** Well within the life of a capability. */
const RENEW_AFTER_MS = 30_000

const BROWSER = {
  Accept: '*/*',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'en-GB,en;q=0.9',
  Referer: 'http://acme.localhost/',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
}

export class Caller {
  readonly visitor: Visitor
  #capability = { text: '', at: 0 }

  constructor(visitor: Visitor) {
    this.visitor = visitor
  }

  /** Of the page itself. */
  page(): Record<string, string> {
    return { Host: new URL(this.visitor.origin).host, ...BROWSER, ...this.visitor.headers() }
  }

  /** Of a plugin's call, with the capability that the host shows for it. */
  async plugin(): Promise<Record<string, string>> {
    if (Date.now() - this.#capability.at > RENEW_AFTER_MS) {
      this.#capability = { text: await this.#mint(), at: Date.now() }
    }
    return { ...this.page(), 'X-Plugin-Id': PLUGIN, 'X-Plugin-Capability': this.#capability.text }
  }

  async #mint(): Promise<string> {
    const navigation = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' }
    const html = await (await this.visitor.request('/', { headers: navigation })).text()
    const ticket = new RegExp(`id="${TICKET_BLOCK}">([^<]+)<`).exec(html)?.[1] ?? ''
    const answer = await this.visitor.request(`/api/plugins/capabilities?id=${PLUGIN}`, {
      method: 'POST',
      headers: { 'X-Page-Ticket': ticket },
    })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`no capability: ${answer.status} ${text}`)
    const { capabilities }: { readonly capabilities: Readonly<Record<string, string>> } = JSON.parse(text)
    return capabilities[PLUGIN] ?? ''
  }
}
