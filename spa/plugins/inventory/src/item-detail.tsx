/** One item: its figures, and what may be done with it. */
import { useState } from 'react'
import { Badge, Breadcrumb, Button, ButtonLink, Card, Grid, Icon, Modal, Skeleton, Stack, Stat } from '@empowernow/ui'
import { Text, toast, type ContributionProps, type Sdk } from '@empowernow/ui'
import { isLow, priceOf, type Item } from './item.ts'
import { failureOf, readItem, removeItem, type Versioned } from './items.ts'
import { LoadFailed } from './load-failed.tsx'
import { itemPath, LIST_PATH } from './paths.ts'
import { useLoaded } from './use-loaded.ts'

/** Asked at render time, so that nothing is offered that the policy would not let through. */
async function actionsFor(sdk: Sdk, id: string) {
  const item = { type: 'inventory.item', id }
  const [edit, remove] = await Promise.all([sdk.authz.evaluate(item, 'edit'), sdk.authz.evaluate(item, 'delete')])
  return { edit, remove }
}

export function ItemDetail({ sdk, params, navigate }: ContributionProps) {
  const id = params['id'] ?? ''
  const [loaded, reload] = useLoaded(id, (signal) => readItem(sdk, id, signal))
  const [asked] = useLoaded(id, () => actionsFor(sdk, id))
  const may = asked.state === 'ready' ? asked.value : { edit: false, remove: false }
  const name = loaded.state === 'ready' ? loaded.value.item.name : 'Item'
  return (
    <Stack gap="l">
      <Breadcrumb items={[{ label: 'Inventory', href: LIST_PATH }, { label: name }]} />
      {loaded.state === 'loading' && (
        <Card>
          <Skeleton lines={6} />
        </Card>
      )}
      {loaded.state === 'failed' && <LoadFailed failure={loaded.failure} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <>
          <Stack direction="row" justify="between" wrap>
            <h1>{loaded.value.item.name}</h1>
            <Stack direction="row" gap="s">
              {may.edit && (
                <ButtonLink href={`${itemPath(id)}/edit`}>
                  <Icon name="edit" size="s" />
                  Edit
                </ButtonLink>
              )}
              {may.remove && (
                <Removal
                  versioned={loaded.value}
                  onRemove={() => removeItem(sdk, loaded.value)}
                  onRemoved={() => navigate(LIST_PATH)}
                />
              )}
            </Stack>
          </Stack>
          <Figures item={loaded.value.item} />
        </>
      )}
    </Stack>
  )
}

function Figures({ item }: { readonly item: Item }) {
  const updated = new Date(item.updatedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Card footer={`Last changed ${updated}`}>
      <Grid column="small" gap="l">
        <Stat
          label="In stock"
          value={item.quantity.toLocaleString()}
          change={isLow(item) ? <Badge tone="warning">Below the reorder level</Badge> : 'Enough'}
        />
        <Stat label="Reorder level" value={item.reorderLevel.toLocaleString()} change="Below this it counts as low" />
        <Stat label="Unit price" value={priceOf(item)} change={item.currency} />
      </Grid>
      <Grid column="small" gap="l">
        <Fact name="SKU" value={<code>{item.sku}</code>} />
        <Fact name="Category" value={item.category} />
        <Fact name="Location" value={item.location} />
      </Grid>
    </Card>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <dl>
      <dt>
        <Text size="s" tone="muted">
          {name}
        </Text>
      </dt>
      <dd>{value}</dd>
    </dl>
  )
}

interface RemovalProps {
  readonly versioned: Versioned
  readonly onRemove: () => Promise<void>
  readonly onRemoved: () => void
}

function Removal({ versioned: { item }, onRemove, onRemoved }: RemovalProps) {
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    try {
      await onRemove()
      toast({ tone: 'success', heading: `${item.name} is deleted` })
      onRemoved()
    } catch (error) {
      toast({ tone: 'danger', heading: 'Not deleted', description: failureOf(error).title })
    }
    setBusy(false)
    setAsking(false)
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Icon name="trash" size="s" />
        Delete
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        heading={`Delete ${item.name}?`}
        description="It cannot be brought back."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button variant="danger" busy={busy} onClick={() => void remove()}>
              Delete
            </Button>
          </>
        }
      />
    </>
  )
}
