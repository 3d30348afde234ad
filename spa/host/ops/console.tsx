/** The console of an operator: one tenant's plugins at a time. */
import { useEffect, useState } from 'react'
import { Button, Card, Icon, Select, Stack, Text } from '@empowernow/ui'
import type { Session } from '../answers.ts'
import { Notice } from '../notice.tsx'
import type { OperatedPlugin, OperatedTenant } from './answers.ts'
import { carryOut, readTenant, refresh, type Order, type Result } from './desk.ts'
import type { Fetch } from '../gateway.ts'
import { OrderDialog } from './order-dialog.tsx'
import { PluginTable } from './plugin-table.tsx'
import { Report, type Outcome } from './report.tsx'

interface ConsoleProps {
  readonly session: Session
  readonly tenants: readonly string[]
  readonly fetch: Fetch
  readonly onSignedOut: () => void
}

interface Asking {
  readonly plugin: OperatedPlugin
  readonly action: Order['action']
}

export function Console({ session, tenants, fetch, onSignedOut }: ConsoleProps) {
  const [tenant, setTenant] = useState(tenants[0] ?? '')
  const [listed, reload] = useTenant(fetch, tenant)
  const [asking, setAsking] = useState<Asking | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [refreshing, setRefreshing] = useState(false)
  const settle = (result: Result<unknown>, failed: string, done: Outcome): void => {
    if ('problem' in result && result.problem.code === 'signed_out') return onSignedOut()
    setOutcome('problem' in result ? { kind: 'refused', what: failed, problem: result.problem } : done)
    reload()
  }
  const confirm = async (order: Order): Promise<void> => {
    const result = await carryOut(fetch, session, tenant, order)
    const done = order.action === 'quarantine' ? 'is quarantined' : 'is back in service'
    setAsking(null)
    settle(result, `${order.plugin} is as it was`, { kind: 'done', what: `${order.plugin} ${done}` })
  }
  const refreshTenant = async (): Promise<void> => {
    setRefreshing(true)
    const result = await refresh(fetch, session, tenant, 'tenant')
    setRefreshing(false)
    const answer = 'value' in result ? result.value : null
    settle(result, 'The old revision stays live', { kind: 'refreshed', answer })
  }
  const choose = (chosen: string): void => {
    setTenant(chosen)
    setOutcome(null)
  }
  return (
    <Stack gap="l">
      <header data-host="page-header">
        <h1>Plugins</h1>
        <p>Take a plugin out of service, put it back, or make a changed configuration live.</p>
      </header>
      <Card>
        <Stack direction="row" gap="m" justify="between" align="end" wrap>
          <Select
            label="Tenant"
            value={tenant}
            onValueChange={choose}
            options={tenants.map((value) => ({ value, label: value }))}
          />
          <Button busy={refreshing} onClick={() => void refreshTenant()}>
            <Icon name="refresh" size="s" />
            Refresh from configuration
          </Button>
        </Stack>
        {outcome && <Report outcome={outcome} />}
        {listed && 'problem' in listed ? (
          <Notice heading="The plugins cannot be listed" problem={listed.problem} onRetry={reload} />
        ) : (
          <PluginTable listed={listed?.value ?? null} onOrder={(plugin, action) => setAsking({ plugin, action })} />
        )}
        <Text size="s" tone="muted">
          Every action, and every attempt at one, is logged with your name.
        </Text>
      </Card>
      {asking && <OrderDialog {...asking} tenant={tenant} onClose={() => setAsking(null)} onConfirm={confirm} />}
    </Stack>
  )
}

/** The tenant's plugins; `null` while another tenant's are on their way. */
function useTenant(fetch: Fetch, tenant: string): readonly [Result<OperatedTenant> | null, () => void] {
  const [read, setRead] = useState<{ readonly tenant: string; readonly result: Result<OperatedTenant> } | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let current = true
    void readTenant(fetch, tenant).then((result) => {
      if (current) setRead({ tenant, result })
    })
    return () => {
      current = false
    }
  }, [fetch, tenant, round])
  return [read?.tenant === tenant ? read.result : null, () => setRound((before) => before + 1)]
}
