/** What the gateway answers about sessions that were ended. */
import { ownText } from '#core/own-property'
import { type Guard, numberOf } from './guard.ts'

export interface Ended {
  /** The person's subject id. */
  readonly subject: string
  readonly sessions: number
  /** ISO 8601. */
  readonly at: string
  readonly by: string
  readonly requestId: string
}

export const ENDED: Guard<Ended> = { what: 'the order', parse: parseEnded }

export function parseEnded(input: unknown): Ended | null {
  const [subject, at, by, requestId] = ['subject', 'at', 'by', 'requestId'].map((key) => ownText(input, key))
  const sessions = numberOf(input, 'sessions')
  if (subject === undefined || at === undefined || by === undefined || requestId === undefined) return null
  return sessions === null ? null : { subject, sessions, at, by, requestId }
}
