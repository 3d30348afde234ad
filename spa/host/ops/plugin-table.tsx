/** A tenant's plugins, what state each is in, and what can be done with it. */
import { Badge, Button, EmptyState, Table, Text, type Column } from '@empowernow/ui'
import type { OperatedPlugin, OperatedTenant } from './answers.ts'
import type { Order } from './desk.ts'

interface PluginTableProps {
  /** `null` while it loads. */
  readonly listed: OperatedTenant | null
  readonly onOrder: (plugin: OperatedPlugin, action: Order['action']) => void
}

export function PluginTable({ listed, onOrder }: PluginTableProps) {
  const columns: readonly Column<OperatedPlugin>[] = [
    { id: 'id', header: 'Plugin', rowHeader: true, cell: ({ id }) => id },
    { id: 'version', header: 'Version', cell: ({ version }) => <code>{version}</code> },
    { id: 'state', header: 'State', cell: (plugin) => <State plugin={plugin} /> },
    { id: 'pages', header: 'Pages', numeric: true, cell: ({ routes }) => routes },
    { id: 'widgets', header: 'Widgets', numeric: true, cell: ({ widgets }) => widgets },
    { id: 'orders', header: 'Action', numeric: true, cell: (plugin) => <Orders plugin={plugin} onOrder={onOrder} /> },
  ]
  return (
    <Table
      caption={listed ? `Plugins of ${listed.tenant}, revision ${listed.revision.slice(0, 12)}` : 'Plugins'}
      columns={columns}
      rows={listed?.plugins ?? []}
      rowKey={({ id }) => id}
      loading={listed === null}
      empty={<EmptyState icon="box" heading="This tenant has no plugins" />}
    />
  )
}

function State({ plugin: { enabled, quarantined } }: { readonly plugin: OperatedPlugin }) {
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

function Orders({ plugin, onOrder }: Omit<PluginTableProps, 'listed'> & { readonly plugin: OperatedPlugin }) {
  const action = plugin.quarantined ? 'unquarantine' : 'quarantine'
  const label = plugin.quarantined ? 'Put back' : 'Quarantine'
  return (
    <Button size="small" aria-label={`${label} ${plugin.id}`} onClick={() => onOrder(plugin, action)}>
      {label}
    </Button>
  )
}
