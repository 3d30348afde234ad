/** A refresh as the gateway does it: a slice of the tenants at a time. */
import type { Desk, Result, Scope } from './desk.ts'
import { refreshPath } from './paths.ts'
import { RECEIPT, type Receipt } from './receipt.ts'

/** @returns One receipt for all slices, or why the first one that failed did. */
export async function refreshSlices(desk: Desk, tenant: string, scope: Scope): Promise<Result<Receipt>> {
  let whole: Receipt | null = null
  let from: string | null = null
  do {
    const path: string = refreshPath(tenant, scope, { from })
    const result: Result<Receipt> = await desk.send(path, {}, RECEIPT)
    if ('problem' in result) return result
    whole = whole === null ? result.value : together(whole, result.value)
    from = result.value.next
  } while (from !== null)
  return { value: whole }
}

/** A region has acknowledged when it did so each time. */
function together(one: Receipt, other: Receipt): Receipt {
  const silent = [...new Set([...one.silent, ...other.silent])]
  return {
    ...other,
    silent,
    acknowledged: one.acknowledged.filter((region) => !silent.includes(region)),
    tabs: one.tabs + other.tabs,
    isAuditQueued: one.isAuditQueued || other.isAuditQueued,
    changes: [...one.changes, ...other.changes],
    warnings: [...one.warnings, ...other.warnings],
  }
}
