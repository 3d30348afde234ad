/** Refuses what no route wants: hosts in two spellings, unknown methods, upgrades, and loads as worker or service worker. */
import { isUpgrade } from '../../core/headers.ts'
import { refuseHostHeader } from '../../core/tenant.ts'
import { urlOf } from '../address.ts'
import { Problem } from '../problem.ts'
import type { Gate } from './gates.ts'

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** `worker`, `sharedworker`, `serviceworker`, `audioworklet`, `paintworklet` (Fetch, section 2.2.7). */
const WORKER_DESTINATION = /(?:worker|worklet)$/

export const guard: Gate = (c) => {
  const { method, headers } = c.req.raw
  // No CORS: an OPTIONS request gets no approval, and is no method of any route.
  if (!KNOWN_METHODS.has(method) || method === 'OPTIONS') throw new Problem('method_not_allowed')
  const host = refuseHostHeader(headers.get('Host'), urlOf(c.req.raw))
  if (host !== null) throw new Problem('host_invalid', { detail: host })
  if (isUpgrade(headers)) throw new Problem('upgrade_refused')
  if (headers.has('Service-Worker') || WORKER_DESTINATION.test(headers.get('Sec-Fetch-Dest') ?? '')) {
    throw new Problem('destination_refused')
  }
}
