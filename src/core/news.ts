/**
 * What the doorbell knows: operators' changes that are younger than the time KV may need to show them everywhere.
 * Older ones are forgotten, since KV is the source of truth.
 */
import { readFlag, type QuarantineFlag } from './quarantine.ts'

/** Location hints of Durable Objects, one replica each. */
export const REGIONS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const
export type Region = (typeof REGIONS)[number]

/** KV shows a change within 60 s "or more", and remembers absence as long: three times that is kept. */
const YOUNG_MS = 180_000

/** Stands for every tenant at once, as in the keys of quarantine flags. */
export const EVERY_TENANT = '*'

/** The revision of a tenant that has left the configuration. */
export const WITHDRAWN = ''

export type Change =
  | { readonly kind: 'revision'; readonly revision: string; readonly touches: readonly ('plugins' | 'ui')[] }
  | {
      readonly kind: 'quarantine'
      readonly plugin: string
      readonly flag: QuarantineFlag | null
      /** Text of the flag in KV that was taken away; KV may show it for a while. Any other flag there is a new one. */
      readonly lifted: string | null
    }
  /** A plugin under development has changed: open pages look, and nothing is to be remembered. */
  | { readonly kind: 'overlay' }

export interface News {
  readonly revision: { readonly id: string; readonly at: number } | null
  readonly flags: readonly FlagNews[]
}

export interface FlagNews {
  readonly plugin: string
  /** `null`: lifted. */
  readonly flag: QuarantineFlag | null
  readonly lifted: string | null
  readonly at: number
}

export const NO_NEWS: News = { revision: null, flags: [] }

/** @param at Unix milliseconds of the operator's action. An older change than the one that is known is no news. */
export function withChange(news: News, change: Change, at: number): News {
  if (change.kind === 'overlay') return news
  if (change.kind === 'revision') {
    return (news.revision?.at ?? 0) > at ? news : { ...news, revision: { id: change.revision, at } }
  }
  const { plugin, flag } = change
  const known = news.flags.find((entry) => entry.plugin === plugin)
  // KV may not have shown the flag to whoever lifted it; the text it was written as is known here.
  const lifted = change.lifted ?? (known?.flag ? JSON.stringify(known.flag) : null)
  if (known !== undefined && known.at > at) return news
  return { ...news, flags: [...news.flags.filter((entry) => entry !== known), { plugin, flag, lifted, at }] }
}

/**
 * When something was last changed, as far as the doorbell remembers: who has seen that change has seen all before it.
 *
 * @returns Unix milliseconds; 0 when nothing is remembered.
 */
export function changedAt(news: readonly News[]): number {
  const times = news.flatMap(({ revision, flags }) => [revision?.at ?? 0, ...flags.map(({ at }) => at)])
  return Math.max(0, ...times)
}

export function youngNews({ revision, flags }: News, now: number): News {
  const isYoung = ({ at }: { readonly at: number }): boolean => now - at < YOUNG_MS
  return { revision: revision !== null && isYoung(revision) ? revision : null, flags: flags.filter(isYoung) }
}

/**
 * What holds for a plugin: the news, where they speak of it, and otherwise KV.
 *
 * @param stored Text of the flag in KV, `null` for none. One that is not the one that was lifted was set since, past the
 *   doorbell, and holds.
 */
export function flagOf(news: News, plugin: string, stored: string | null): QuarantineFlag | null {
  const rung = news.flags.find((entry) => entry.plugin === plugin)
  if (rung === undefined) return readFlag(stored)
  return rung.flag ?? (stored === rung.lifted ? null : readFlag(stored))
}

/**
 * The replica nearest to where a request entered the network.
 *
 * @param continent Two letters, as the edge reports it.
 * @param longitude Degrees east; `NaN` when not known.
 */
export function regionOf(continent: string, longitude: number): Region {
  switch (continent) {
    case 'NA':
      return longitude < -100 ? 'wnam' : 'enam'
    case 'SA':
      return 'sam'
    case 'EU':
      return longitude > 20 ? 'eeur' : 'weur'
    case 'AS':
      return longitude < 60 ? 'me' : 'apac'
    case 'OC':
      return 'oc'
    case 'AF':
      return 'afr'
    default:
      return 'weur'
  }
}
