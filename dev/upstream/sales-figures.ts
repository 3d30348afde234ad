/** Made-up sales: growth, a season, a share per region, and a little noise. */
import { noise } from './noise.ts'

/** A region's id, its name, and its share of all sales. */
export const REGIONS = [
  { id: 'eu', name: 'Europe', share: 0.47 },
  { id: 'us', name: 'United States', share: 0.34 },
  { id: 'apac', name: 'Asia Pacific', share: 0.19 },
] as const

export type RegionId = (typeof REGIONS)[number]['id']

export interface SalesFigure {
  /** `2026-10` */
  readonly month: string
  readonly region: RegionId
  readonly revenueCents: number
  readonly orders: number
}

const MONTHS = 24
/** January to December, as a factor of the yearly mean. */
const SEASON = [0.86, 0.88, 0.98, 1.01, 1.04, 1.02, 0.9, 0.87, 1.03, 1.08, 1.16, 1.17] as const
const GROWTH_PER_MONTH = 0.011

/** The last two years up to the month before `now`, oldest first. */
export function salesOf(tenant: string, now: Date): SalesFigure[] {
  const meanCents = tenant === 'acme.localhost' ? 48_000_000 : 21_500_000
  return Array.from({ length: MONTHS }, (_, at) => {
    const date = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - MONTHS + at, 1))
    const month = date.toISOString().slice(0, 7)
    const expected = meanCents * (SEASON[date.getUTCMonth()] ?? 1) * (1 + GROWTH_PER_MONTH) ** at
    return REGIONS.map(({ id, share }) => {
      const revenueCents = Math.round(expected * share * (0.93 + 0.14 * noise(`${tenant} ${at} ${id}`)))
      const meanOrderCents = 18_000 + 9_000 * noise(`${tenant} ${at} ${id} order`)
      return { month, region: id, revenueCents, orders: Math.round(revenueCents / meanOrderCents) }
    })
  }).flat()
}
