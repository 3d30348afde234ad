/** The way out: ends the session at the gateway, then goes where the identity provider ends its own. */
import { ownText } from '#core/own-property'
import type { ProblemAnswer } from './answers.ts'
import type { Calls } from './gateway.ts'

interface Leaving {
  readonly call: Calls
  readonly csrfToken: () => string
  /** Ends all that this page has of the session. */
  readonly end: (left: boolean) => void
  readonly leave: (location: string) => void
}

/** @returns The problem when that did not work; nothing has ended then. */
export async function leaveSession({ call, csrfToken, end, leave }: Leaving): Promise<ProblemAnswer | null> {
  const answer = await call('/auth/logout', { method: 'POST', csrfToken: csrfToken() })
  if (!answer.ok) return answer.problem.code === 'signed_out' ? null : answer.problem
  end(true)
  leave(ownText(answer.body, 'location') ?? '/signed-out')
  return null
}
