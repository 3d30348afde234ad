/** Orders as they come in, with enough memory that a subscriber who lost the connection loses nothing. */
import { noise, pick } from './noise.ts'
import type { RegionId } from './sales-figures.ts'

/** The `data` of an event named `order`. */
export interface Order {
  /** `ORD-104711` */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly customer: string
  readonly region: RegionId
  /** How many different articles. */
  readonly lines: number
  readonly totalCents: number
  readonly currency: 'EUR'
}

export interface OrderEvent {
  /** Grows from event to event, over restarts as well. */
  readonly id: number
  readonly order: Order
}

/** A reconnect after a quarter of an hour finds everything, at an order every two seconds. */
const REMEMBERED = 500

const CUSTOMERS = [
  'Aalto Shipyards',
  'Bergmann & Sons',
  'Cobalt Robotics',
  'Delta Rail',
  'Everfield Farms',
  'Fjord Energy',
  'Granite Works',
  'Harbour Logistics',
  'Ibis Hotels Supply',
  'Juniper Labs',
  'Kestrel Aviation',
  'Lumen Theatre',
] as const

type Listener = (event: OrderEvent) => void

export class OrderFeed {
  readonly #recent = new Map<string, OrderEvent[]>()
  readonly #listeners = new Map<string, Set<Listener>>()
  /** Begins at the time of the start, so that ids of an earlier process are all smaller. */
  #lastId = Date.now()
  #count = 0

  /** Tenants that somebody subscribed to, or that had an order. */
  tenants(): readonly string[] {
    return [...this.#recent.keys()]
  }

  emit(tenant: string, region?: RegionId): OrderEvent {
    this.#lastId += 1
    this.#count += 1
    const event = { id: this.#lastId, order: makeOrder(tenant, this.#count, region) }
    const recent = this.#recentOf(tenant)
    recent.push(event)
    if (recent.length > REMEMBERED) recent.shift()
    for (const listener of this.#listeners.get(tenant) ?? []) listener(event)
    return event
  }

  /** What came after an event. An id older than the memory gets all that is remembered. */
  after(tenant: string, id: number): readonly OrderEvent[] {
    return this.#recentOf(tenant).filter((event) => event.id > id)
  }

  /** @returns Ends the subscription. */
  subscribe(tenant: string, listener: Listener): () => void {
    this.#recentOf(tenant)
    const listeners = this.#listeners.get(tenant) ?? new Set()
    this.#listeners.set(tenant, listeners.add(listener))
    return () => void listeners.delete(listener)
  }

  #recentOf(tenant: string): OrderEvent[] {
    const recent = this.#recent.get(tenant) ?? []
    this.#recent.set(tenant, recent)
    return recent
  }
}

function makeOrder(tenant: string, count: number, region?: RegionId): Order {
  const seed = `${tenant} ${count}`
  const lines = 1 + Math.floor(noise(`${seed} lines`) * 9)
  return {
    id: `ORD-${104_000 + count}`,
    at: new Date().toISOString(),
    customer: pick(CUSTOMERS, `${seed} customer`),
    region: region ?? pick<RegionId>(['eu', 'us', 'apac'], `${seed} region`),
    lines,
    totalCents: lines * (1_900 + Math.floor(noise(`${seed} price`) * 42_000)),
    currency: 'EUR',
  }
}
