/** Service `sales`: two years of figures under `/api/sales`. */
import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import type { ServiceEnv } from './caller.ts'
import { seedOnce } from './database.ts'
import { REGIONS } from './sales-figures.ts'

interface Sum {
  readonly revenueCents: number
  readonly orders: number
}

const YEAR_MONTHS = 12

export function sales(db: DatabaseSync): Hono<ServiceEnv> {
  /** Sums of a tenant by month, oldest first, or by region. */
  const sums = (tenant: string, by: 'month' | 'region'): (Sum & { key: string })[] => {
    const columns = `${by} AS key, sum(revenue_cents) AS revenue, sum(orders) AS orders`
    const rows = db.prepare(`SELECT ${columns} FROM sales WHERE tenant = ? GROUP BY ${by} ORDER BY ${by}`).all(tenant)
    return rows.map(({ key, revenue, orders }) => ({
      key: String(key),
      revenueCents: Number(revenue),
      orders: Number(orders),
    }))
  }

  return new Hono<ServiceEnv>()
    .use(async (c, next) => {
      seedOnce(db, c.var.caller.tenant, new Date())
      await next()
    })
    .get('/summary', (c) => {
      const months = sums(c.var.caller.tenant, 'month')
      const year = months.slice(-YEAR_MONTHS)
      const now = total(year)
      const before = total(months.slice(-2 * YEAR_MONTHS, -YEAR_MONTHS))
      return c.json({
        currency: 'EUR',
        from: year[0]?.key,
        to: year.at(-1)?.key,
        ...now,
        averageOrderCents: Math.round(now.revenueCents / now.orders),
        /** Against the year before: 0.1 is ten per cent more. */
        revenueChange: ratio(now.revenueCents, before.revenueCents),
        ordersChange: ratio(now.orders, before.orders),
      })
    })
    .get('/by-month', (c) => {
      const months = sums(c.var.caller.tenant, 'month')
      return c.json({ currency: 'EUR', months: months.map(({ key, ...sum }) => ({ month: key, ...sum })) })
    })
    .get('/by-region', (c) => {
      const found = sums(c.var.caller.tenant, 'region')
      const all = total(found).revenueCents
      const regions = REGIONS.map(({ id, name }) => {
        const { revenueCents = 0, orders = 0 } = found.find(({ key }) => key === id) ?? {}
        return { region: id, name, revenueCents, orders, share: revenueCents / all }
      })
      return c.json({ currency: 'EUR', regions })
    })
}

function total(sums: readonly Sum[]): Sum {
  return {
    revenueCents: sums.reduce((sum, { revenueCents }) => sum + revenueCents, 0),
    orders: sums.reduce((sum, { orders }) => sum + orders, 0),
  }
}

function ratio(now: number, before: number): number {
  return Math.round((now / before - 1) * 1000) / 1000
}
