/** Making the configuration live: for one tenant, or slice by slice for all of them. */
import { useState } from 'react'
import type { Scope } from './desk.ts'
import { refreshSlices } from './refresh.ts'
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
