/** Why a bundle did not load, as the gateway's answer to a probe of its URL tells it. */
import { own, ownText } from '#core/own-property'
import { parseProblem } from './answers.ts'
import { isAsNamed } from './verified-module.ts'

/** In words for the person whose page lacks it; the technical detail stands beside it. */
export const FAILURES = {
  quarantined: 'Taken out of service by an operator',
  not_permitted: 'Not permitted to you',
  missing: 'Its code is not where it should be',
  integrity: 'Its code is not what was published',
  not_javascript: 'The answer is not JavaScript',
  syntax: 'Its code has a syntax error',
  threw: 'Its code failed',
  import: 'Something it imports cannot be loaded',
  missing_export: 'It lacks what its manifest declares',
  timeout: 'It takes too long to load',
  signed_out: 'The session has ended',
  unavailable: 'The gateway cannot deliver it right now',
  network: 'The network failed',
} as const
export type LoadFailure = keyof typeof FAILURES

interface Explanation {
  readonly reason: LoadFailure
  readonly detail: string
  /** Whether trying again may well help. */
  readonly transient: boolean
}

/** A gateway in the course of a restart or a flip; anything else would answer the same again. */
const TRANSIENT_STATUS: readonly number[] = [502, 503, 504]
const JAVASCRIPT = /^(text|application)\/(x-)?(java|ecma)script\b/i

function reasonOfRefusal(response: Response): LoadFailure {
  if (response.headers.get('X-Plugin-Quarantined') === '1') return 'quarantined'
  switch (response.status) {
    case 401:
      return 'signed_out'
    case 403:
      return 'not_permitted'
    case 404:
      return 'missing'
    case 409:
      return 'integrity'
    default:
      return 'unavailable'
  }
}

/** @param url Of the bundle, which names what its bytes must be. */
export async function explainAnswer(url: string, response: Response): Promise<Explanation> {
  if (response.ok) return explainDelivered(url, response)
  const problem = parseProblem(await response.json().catch(() => null))
  const said =
    ownText(own(problem?.body, 'quarantine'), 'reason') ?? problem?.detail ?? problem?.title ?? 'no reason given'
  const request = problem?.requestId === undefined ? '' : `, request ${problem.requestId}`
  return {
    reason: reasonOfRefusal(response),
    detail: `The gateway answered ${response.status}: ${said}${request}.`,
    transient: TRANSIENT_STATUS.includes(response.status),
  }
}

/** The probe got the bundle though the import had failed: a wrong type, an import of its own, or a passing fault. */
async function explainDelivered(url: string, response: Response): Promise<Explanation> {
  const type = response.headers.get('Content-Type') ?? 'no type'
  const isPublished = await isAsNamed(url, response)
  if (!JAVASCRIPT.test(type)) {
    return { reason: 'not_javascript', detail: `The gateway answered with ${type}.`, transient: false }
  }
  if (!isPublished) {
    const detail =
      'Other bytes arrived than were published: something between the gateway and this browser changed them.'
    return { reason: 'integrity', detail, transient: false }
  }
  const detail = 'The bundle is there, but it or a file that it imports could not be fetched.'
  return { reason: 'import', detail, transient: true }
}
