/**
 * A plugin's capability: evidence that a call comes from the SDK which the host made for that plugin. Plugins share a realm,
 * so it raises the price of another plugin's name, and is no boundary.
 */
import type { News } from './news.ts'

/** `required`: no call without one. `observed`: what is wrong with one is counted, and the call goes on. */
export const CAPABILITY_MODES = ['required', 'observed', 'off'] as const
export type CapabilityMode = (typeof CAPABILITY_MODES)[number]

/** Ids of the data blocks in a page's document that hold the ticket for asking for capabilities, and the first of them. */
export const TICKET_BLOCK = 'ee-ticket'
export const CAPABILITIES_BLOCK = 'ee-capabilities'

/** By plugin; and how long they hold from now on. */
export interface MintedCapabilities {
  readonly capabilities: Readonly<Record<string, string>>
  readonly seconds: number
}

/** Two minutes: shorter than the doorbell remembers that a quarantine was lifted, so that none from before comes back. */
export const CAPABILITY_SECONDS = 120

/** The host asks for capabilities by what came with its page, for as long as a page may stay open: a session at most. */
const TICKET_SECONDS = 7 * 24 * 3600

/** What two isolates' clocks may differ by. */
const CLOCK_SKEW_MS = 5000

/** Who may do what: none of it stands in the capability, so that each of it must be true when it is shown. */
export interface CapabilityTerms {
  readonly tenant: string
  readonly plugin: string
  /** Of the plugin, as this person has it. */
  readonly version: string
  /** Of the tenant's configuration. */
  readonly revision: string
}

/** `<issued at>.<signature>`, both as they were sent. */
export interface Stamp {
  /** Unix milliseconds. */
  readonly issuedAt: number
  /** HMAC-SHA-256 in base64url: 43 characters. */
  readonly signature: string
}

/** In the order in which they are looked for. */
export type CapabilityRefusal = 'capability_missing' | 'capability_invalid' | 'capability_expired'

const STAMP = /^([1-9][0-9]{12})\.([A-Za-z0-9_-]{43})$/

/** @returns `null` for what is none: nothing is trimmed, and a list of two is none. */
export function parseStamp(value: string): Stamp | null {
  const [, issuedAt = '', signature = ''] = STAMP.exec(value) ?? []
  return signature === '' ? null : { issuedAt: Number(issuedAt), signature }
}

export function printStamp({ issuedAt, signature }: Stamp): string {
  return `${issuedAt}.${signature}`
}

/** What a capability's signature is over. The session stands in the key. */
export function capabilityText({ tenant, plugin, version, revision }: CapabilityTerms, issuedAt: number): string {
  return JSON.stringify(['capability', tenant, plugin, version, revision, issuedAt])
}

/** What the signature of a page's ticket is over. */
export function ticketText(tenant: string, issuedAt: number): string {
  return JSON.stringify(['page', tenant, issuedAt])
}

/**
 * When something about this plugin was last ordered: capabilities from before that moment are of no use, also after a
 * quarantine was lifted.
 *
 * @returns Unix milliseconds; 0 when nobody knows of any order.
 */
export function orderedAt(plugin: string, news: readonly News[]): number {
  const times = news.flatMap(({ flags }) => flags.flatMap((flag) => (flag.plugin === plugin ? [flag.at] : [])))
  return Math.max(0, ...times)
}

/**
 * @param stamp `null`: what was sent is no capability.
 * @param isGenuine Whether the signature is this session's, over the terms as they are now.
 * @param validFrom Unix milliseconds, see {@link orderedAt}.
 */
export function refuseStamp(
  stamp: Stamp | null,
  isGenuine: boolean,
  { now, validFrom }: { readonly now: number; readonly validFrom: number },
): CapabilityRefusal | null {
  if (stamp === null || !isGenuine || stamp.issuedAt > now + CLOCK_SKEW_MS) return 'capability_invalid'
  if (now >= stamp.issuedAt + CAPABILITY_SECONDS * 1000 || stamp.issuedAt <= validFrom) return 'capability_expired'
  return null
}

/** Whether a page's ticket still opens the door to capabilities. */
export function isTicketGood(stamp: Stamp | null, isGenuine: boolean, now: number): boolean {
  if (stamp === null || !isGenuine) return false
  return stamp.issuedAt <= now + CLOCK_SKEW_MS && now < stamp.issuedAt + TICKET_SECONDS * 1000
}
