/**
 * The doorbell of one tenant, one object per region and a primary. The primary takes an operator's change, tells every
 * replica and goes on telling those that did not hear. A replica answers the isolates near it, and wakes open pages.
 */
import { DurableObject } from 'cloudflare:workers'
import { NO_NEWS, REGIONS, withChange, youngNews, type Change, type News, type Region } from '../../core/news.ts'
import type { Env } from '../../env.ts'
import { log, reasonOf } from '../log.ts'

/** A replica that has not heard by then is told again later, and named in the receipt. */
const HEAR_MS = 2000
const RETRY_MS = 1000
/** KV has taken over long before. */
const GIVE_UP_MS = 180_000

export interface Ring {
  readonly tenant: string
  readonly change: Change
  /** Unix milliseconds of the operator's action. */
  readonly at: number
}

export interface RingReceipt {
  readonly acknowledged: readonly Region[]
  readonly silent: readonly Region[]
  /** Open pages that were told. */
  readonly tabs: number
}

interface Pending {
  readonly ring: Ring
  readonly region: Region
}

export function replicaName(tenant: string, region: Region): string {
  return `${tenant} ${region}`
}

export class DoorbellObject extends DurableObject<Env> {
  #news: News | null = null
  #rungAt: number | null = null

  /** Primary: tells all replicas, and answers when each has heard or had its time. */
  async ring(given: Ring): Promise<RingReceipt> {
    const ring = { ...given, at: await this.#inOrder(given.at) }
    const answers = await Promise.all(REGIONS.map((region) => this.#tell(ring, region)))
    const silent = REGIONS.filter((_, index) => answers[index] === null)
    for (const region of silent) {
      await this.ctx.storage.put<Pending>(`pending:${region}:${ring.at}`, { ring, region })
    }
    if (silent.length > 0) await this.ctx.storage.setAlarm(Date.now() + RETRY_MS)
    const tabs = answers.reduce<number>((sum, told) => sum + (told ?? 0), 0)
    return { acknowledged: REGIONS.filter((_, index) => answers[index] !== null), silent, tabs }
  }

  /**
   * Replica: takes the change in and wakes the pages that listen here.
   *
   * @returns How many pages were told.
   */
  async hear({ change, at }: Ring): Promise<number> {
    this.#news = withChange(youngNews(await this.ask(), Date.now()), change, at)
    await this.ctx.storage.put('news', this.#news)
    const pages = this.ctx.getWebSockets()
    for (const page of pages) page.send(JSON.stringify(change))
    return pages.length
  }

  /** Replica: everything that KV may not show yet. */
  async ask(): Promise<News> {
    this.#news ??= (await this.ctx.storage.get<News>('news')) ?? NO_NEWS
    return youngNews(this.#news, Date.now())
  }

  /** Replica: a page's line. It hibernates with the object, so that pages that wait cost nothing. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('Upgrade') !== 'websocket') return new Response(null, { status: 426 })
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    return new Response(null, { status: 101, webSocket: client })
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 say that no code was received; they cannot be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }

  override async alarm(): Promise<void> {
    const pending = await this.ctx.storage.list<Pending>({ prefix: 'pending:' })
    for (const [key, { ring, region }] of pending) {
      const isOld = Date.now() - ring.at > GIVE_UP_MS
      if (isOld || (await this.#tell(ring, region)) !== null) await this.ctx.storage.delete(key)
    }
    const left = await this.ctx.storage.list({ prefix: 'pending:', limit: 1 })
    if (left.size > 0) await this.ctx.storage.setAlarm(Date.now() + RETRY_MS)
  }

  /**
   * Replicas keep the later of two changes. Which one that is must not be up to the clocks of the isolates that rang, and no
   * two may be of one moment: what is to be told again is kept by its time.
   */
  async #inOrder(at: number): Promise<number> {
    this.#rungAt ??= (await this.ctx.storage.get<number>('rungAt')) ?? 0
    this.#rungAt = Math.max(at, this.#rungAt + 1)
    await this.ctx.storage.put('rungAt', this.#rungAt)
    return this.#rungAt
  }

  /** @returns How many pages were told there, or `null` when the replica did not answer in time. */
  async #tell(ring: Ring, region: Region): Promise<number | null> {
    const replica = this.env.DOORBELL.getByName(replicaName(ring.tenant, region), { locationHint: region })
    const late = new Promise<null>((resolve) => {
      setTimeout(() => resolve(null), HEAR_MS)
    })
    try {
      return await Promise.race([replica.hear(ring), late])
    } catch (error) {
      log('error', 'doorbell_silent', { tenant: ring.tenant, region, reason: reasonOf(error) })
      return null
    }
  }
}
