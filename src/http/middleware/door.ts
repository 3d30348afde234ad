/** Keeps the operators' host apart from the tenants': there, every page is the operators' page, and nothing else exists. */
import { urlOf } from '../address.ts'
import { Problem } from '../problem.ts'
import { isPagePath, operatorsDocument } from '../shell.ts'
import type { Gate } from './gates.ts'

export const tenantDoor: Gate = (c) => {
  if (c.get('door') === 'tenant') return
  if (c.req.raw.method !== 'GET' || !isPagePath(urlOf(c.req.raw).pathname)) throw new Problem('not_found')
  return operatorsDocument()
}
