/** Just enough of a browser for a sign-in: cookies, redirects on one origin, one form. */

export class Browser {
  readonly #cookies = new Map<string, string>()

  /** Follows redirects as long as they stay on the first address's origin. */
  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies.values()].join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) this.#remember(line)
    const location = answer.headers.get('location')
    if (location === null) return answer
    const next = new URL(location, url)
    return next.origin === new URL(url).origin ? this.open(next.href) : answer
  }

  /** Fills in the only form of a page and sends it. */
  async submit(page: string, base: string, fields: Record<string, string>): Promise<Response> {
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1] ?? ''
    return this.open(new URL(action, base).href, { method: 'POST', body: new URLSearchParams(fields) })
  }

  #remember(line: string): void {
    const pair = line.split(';', 1)[0] ?? ''
    const name = pair.slice(0, pair.indexOf('='))
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name)
    else this.#cookies.set(name, pair)
  }
}
