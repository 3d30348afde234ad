/** The gateway's receipt for an order: what changed, when, who heard of it. */
import { own, ownText } from '#core/own-property'
import { parseChanges, parseWarnings, type TenantChanges } from './changes.ts'
import { type Guard, numberOf, textsOf } from './guard.ts'

export interface Receipt {
  readonly tenant: string
  readonly scope: 'tenant' | 'all'
  /** ISO 8601; `null` of what changed nothing. */
  readonly at: string | null
  readonly by: string | null
  readonly requestId: string | null
  /** Regions that will refuse from now on, and those that did not answer. */
  readonly acknowledged: readonly string[]
  readonly silent: readonly string[]
  /** Open pages that were told. */
  readonly tabs: number
  /** The audit trail was out of reach: the order counts, and its line follows. */
  readonly isAuditQueued: boolean
  readonly changes: readonly TenantChanges[]
  /** What is no mistake, and looks like one. */
  readonly warnings: readonly string[]
  /** Names the file that was changed, or of a dry run: that would be. */
  readonly etag: string | null
  /** Where the next slice of the tenants begins; `null`: all are done. */
  readonly next: string | null
}

export const RECEIPT: Guard<Receipt> = { what: 'the order', parse: parseReceipt }

export function parseReceipt(input: unknown): Receipt | null {
  const tenant = ownText(input, 'tenant')
  if (tenant === undefined) return null
  return {
    tenant,
    scope: own(input, 'scope') === 'all' ? 'all' : 'tenant',
    at: ownText(input, 'at') ?? null,
    by: ownText(input, 'by') ?? null,
    requestId: ownText(input, 'requestId') ?? null,
    acknowledged: textsOf(own(input, 'acknowledged')),
    silent: textsOf(own(input, 'silent')),
    tabs: numberOf(input, 'tabs') ?? 0,
    isAuditQueued: own(input, 'audit') === 'queued',
    changes: parseChanges(input),
    warnings: parseWarnings(input),
    etag: ownText(input, 'etag') ?? null,
    next: ownText(input, 'next') ?? null,
  }
}
