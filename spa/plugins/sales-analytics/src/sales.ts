/** What the sales service answers. */

/** The last twelve months. */
export interface Summary {
  readonly revenueCents: number
  readonly orders: number
  readonly averageOrderCents: number
  /** Against the year before: 0.1 is ten per cent more. */
  readonly revenueChange: number
  readonly ordersChange: number
  /** ISO 4217 */
  readonly currency: string
}

export interface Month {
  /** `2026-10` */
  readonly month: string
  readonly revenueCents: number
}

export function parseSummary(input: unknown): Summary | null {
  const [revenueCents, orders] = [amount(input, 'revenueCents'), amount(input, 'orders')]
  const [revenueChange, ordersChange] = [amount(input, 'revenueChange'), amount(input, 'ordersChange')]
  const [averageOrderCents, currency] = [amount(input, 'averageOrderCents'), read(input, 'currency')]
  if (revenueCents === null || orders === null || averageOrderCents === null) return null
  if (revenueChange === null || ordersChange === null || typeof currency !== 'string') return null
  return { revenueCents, orders, averageOrderCents, revenueChange, ordersChange, currency }
}

/** Oldest first, or `null` when the answer is no list of months. */
export function parseMonths(input: unknown): readonly Month[] | null {
  const months = read(input, 'months')
  if (!Array.isArray(months)) return null
  return months.flatMap((entry: unknown) => {
    const [month, revenueCents] = [read(entry, 'month'), amount(entry, 'revenueCents')]
    return typeof month === 'string' && revenueCents !== null ? [{ month, revenueCents }] : []
  })
}

/** `2026-10` as `Oct`, in the person's language. */
export function monthName(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`)
  return Number.isNaN(date.getTime()) ? month : date.toLocaleDateString(undefined, { month: 'short', timeZone: 'UTC' })
}

function read(input: unknown, key: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, key) : undefined
}

function amount(input: unknown, key: string): number | null {
  const value = read(input, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
