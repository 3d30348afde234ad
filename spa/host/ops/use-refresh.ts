/** Making the configuration live: for one tenant, or slice by slice for all of them. */
import { useState } from 'react'
import type { Desk, Result, Scope } from './desk.ts'
import { refreshPath } from './paths.ts'
import { RECEIPT, type Receipt } from './receipt.ts'
import { outcomeOf, type Outcome } from './report.tsx'
import { useDesk } from './use-desk.ts'

export interface Refreshing {
  /** The scope that is being refreshed now. */
  readonly busy: Scope | null
  readonly refresh: (scope: Scope) => Promise<void>
}

export function useRefresh(tenant: string, onDone: (outcome: Outcome) => void): Refreshing {
  const desk = useDesk()
  const [busy, setBusy] = useState<Scope | null>(null)
  const refresh = async (scope: Scope): Promise<void> => {
    setBusy(scope)
    const result = await refreshSlices(desk, tenant, scope)
    setBusy(null)
    onDone(outcomeOf(result, 'The configuration is live', 'The old revision stays live'))
  }
  return { busy, refresh }
}

/** @returns One receipt for all slices, or why the first one that failed did. */
async function refreshSlices(desk: Desk, tenant: string, scope: Scope): Promise<Result<Receipt>> {
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
export function together(one: Receipt, other: Receipt): Receipt {
  const silent = [...new Set([...one.silent, ...other.silent])]
  return {
    ...other,
    silent,
    acknowledged: one.acknowledged.filter((region) => !silent.includes(region)),
    tabs: one.tabs + other.tabs,
    changes: [...one.changes, ...other.changes],
  }
}
