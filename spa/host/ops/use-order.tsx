/** Taking a plugin out of service and putting it back: asks first, carries it out, shows the receipt. */
import { useState, type ReactNode } from 'react'
import type { OperatedPlugin } from './answers.ts'
import { OrderDialog, type Order } from './order-dialog.tsx'
import { orderPath } from './paths.ts'
import { RECEIPT } from './receipt.ts'
import { outcomeOf, Report, type Outcome } from './report.tsx'
import { useDesk } from './use-desk.ts'

export type Orderable = Pick<OperatedPlugin, 'id' | 'quarantined'>

export interface Ordering {
  /** Opens the question for a plugin. */
  readonly ask: (plugin: Orderable) => void
  readonly report: (outcome: Outcome | null) => void
  readonly dialog: ReactNode
  readonly receipt: ReactNode
}

/** @param onDone Called after every attempt: what is shown may have changed either way. */
export function useOrder(tenant: string, onDone: () => void): Ordering {
  const desk = useDesk()
  const [asking, setAsking] = useState<Orderable | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const confirm = async ({ action, plugin, scope, reason }: Order): Promise<void> => {
    const body = reason === '' ? {} : { reason }
    const result = await desk.send(orderPath(action, plugin, tenant, scope), body, RECEIPT)
    const done = action === 'quarantine' ? 'is quarantined' : 'is back in service'
    setAsking(null)
    setOutcome(outcomeOf(result, `${plugin} ${done}`, `${plugin} is as it was`))
    onDone()
  }
  return {
    ask: setAsking,
    report: setOutcome,
    dialog: asking && (
      <OrderDialog plugin={asking} tenant={tenant} onClose={() => setAsking(null)} onConfirm={confirm} />
    ),
    receipt: outcome && <Report outcome={outcome} />,
  }
}
