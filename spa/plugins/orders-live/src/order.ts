/** An order, as the stream of events tells it. */
import type { SseEvent } from '@empowernow/ui'

export interface Order {
  readonly id: string
  /** ISO 8601 */
  readonly at: string
  readonly customer: string
  readonly region: string
  readonly totalCents: number
  /** ISO 4217 */
  readonly currency: string
}

/** @returns `null` for an event of another kind, and for one that is not understood. */
export function parseOrder({ type, data }: Pick<SseEvent, 'type' | 'data'>): Order | null {
  if (type !== 'order') return null
  const input = parseJson(data)
  const text = (key: string): string | null => {
    const value = read(input, key)
    return typeof value === 'string' ? value : null
  }
  const [id, at, customer] = [text('id'), text('at'), text('customer')]
  const [region, currency, totalCents] = [text('region'), text('currency'), read(input, 'totalCents')]
  if (id === null || at === null || customer === null || region === null || currency === null) return null
  if (typeof totalCents !== 'number' || !Number.isFinite(totalCents)) return null
  return { id, at, customer, region, totalCents, currency }
}

/** Newest first, each order once: a stream that resumes may tell the last one again. */
export function withOrder(orders: readonly Order[], order: Order, limit: number): readonly Order[] {
  if (orders.some(({ id }) => id === order.id)) return orders
  return [order, ...orders].slice(0, limit)
}

export function amountOf({ totalCents, currency }: Order): string {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(totalCents / 100)
}

export function timeOf({ at }: Order): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function read(input: unknown, key: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, key) : undefined
}
