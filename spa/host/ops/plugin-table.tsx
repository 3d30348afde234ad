/** A tenant's plugins, what state each is in, and what can be done with it. */
import { Badge, Button, EmptyState, Table, Text, type Column } from '@empowernow/ui'
import type { OperatedPlugin, OperatedTenant } from './answers.ts'
import { pathOf } from './places.ts'
import type { Orderable } from './use-order.tsx'

interface PluginTableProps {
  readonly tenant: string
  /** `null` while it loads. */
  readonly listed: OperatedTenant | null
  /** What the figures of the last hour say, where there are any. */
  readonly figures: readonly Column<OperatedPlugin>[]
  readonly onOrder: (plugin: Orderable) => void
}

export function PluginTable({ tenant, listed, figures, onOrder }: PluginTableProps) {
  const columns: readonly Column<OperatedPlugin>[] = [
    {
      id: 'id',
      header: 'Plugin',
      rowHeader: true,
      cell: ({ id }) => <a href={pathOf({ page: 'plugin', tenant, plugin: id })}>{id}</a>,
    },
    { id: 'version', header: 'Version', cell: (plugin) => <Version plugin={plugin} /> },
    { id: 'state', header: 'State', cell: (plugin) => <StateOf plugin={plugin} /> },
    ...figures,
    {
      id: 'orders',
      header: 'Action',
      numeric: true,
      cell: (plugin) => <OrderButton plugin={plugin} onOrder={onOrder} />,
    },
  ]
  return (
    <Table
      caption={listed ? `Revision ${listed.revision.slice(0, 12)}` : 'Plugins'}
      columns={columns}
      rows={listed?.plugins ?? []}
      rowKey={({ id }) => id}
      loading={listed === null}
      empty={<EmptyState icon="box" heading="This tenant has no plugins" />}
    />
  )
}

function Version({ plugin: { version, rollout } }: { readonly plugin: OperatedPlugin }) {
  return (
    <>
      <code>{version}</code>
      {rollout && (
        <Text size="s" tone={rollout.halted === null ? 'muted' : 'danger'}>
          {rollout.version} {rollout.halted === null ? `for ${rollout.percent} %` : 'halted'}
        </Text>
      )}
    </>
  )
}

/** State in a badge, and why, if somebody said so. */
export function StateOf({
  plugin: { enabled, quarantined },
}: {
  readonly plugin: Pick<OperatedPlugin, 'enabled' | 'quarantined'>
}) {
  if (!quarantined) return enabled ? <Badge tone="success">In service</Badge> : <Badge>Disabled</Badge>
  return (
    <>
      <Badge tone="danger">{quarantined.scope === 'all' ? 'Quarantined everywhere' : 'Quarantined'}</Badge>
      {quarantined.reason !== null && (
        <Text size="s" tone="muted">
          {quarantined.reason}
        </Text>
      )}
    </>
  )
}

interface OrderButtonProps {
  readonly plugin: Orderable
  readonly onOrder: (plugin: Orderable) => void
}

function OrderButton({ plugin, onOrder }: OrderButtonProps) {
  const label = plugin.quarantined ? 'Put back' : 'Quarantine'
  return (
    <Button size="small" aria-label={`${label} ${plugin.id}`} onClick={() => onOrder(plugin)}>
      {label}
    </Button>
  )
}
