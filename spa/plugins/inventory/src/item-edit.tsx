/** Changes one item, and never over somebody else's change. */
import { useState } from 'react'
import { Alert, Breadcrumb, Button, Card, Container, isProblemError, Skeleton, Stack, toast } from '@empowernow/ui'
import type { ContributionProps } from '@empowernow/ui'
import { draftOf } from './draft.ts'
import { ItemForm } from './item-form.tsx'
import type { ItemInput } from './item.ts'
import { changeItem, readItem, type Versioned } from './items.ts'
import { LoadFailed } from './load-failed.tsx'
import { itemPath, LIST_PATH } from './paths.ts'
import { useLoaded } from './use-loaded.ts'

export function ItemEdit({ sdk, params, navigate }: ContributionProps) {
  const id = params['id'] ?? ''
  const [loaded, reload] = useLoaded(id, (signal) => readItem(sdk, id, signal))
  const [outdated, setOutdated] = useState(false)
  const back = (): void => navigate(itemPath(id))
  const save = async (versioned: Versioned, input: ItemInput): Promise<void> => {
    try {
      const { item } = await changeItem(sdk, versioned, input)
      toast({ tone: 'success', heading: `${item.name} is saved` })
      back()
    } catch (error) {
      if (!isProblemError(error) || error.status !== 412) throw error
      setOutdated(true)
    }
  }
  const loadCurrent = (): void => {
    setOutdated(false)
    reload()
  }
  const name = loaded.state === 'ready' ? loaded.value.item.name : 'Item'
  const crumbs = [{ label: 'Inventory', href: LIST_PATH }, { label: name, href: itemPath(id) }, { label: 'Edit' }]
  return (
    <Container width="narrow">
      <Stack gap="l">
        <Breadcrumb items={crumbs} />
        <h1>Edit {name}</h1>
        {outdated && (
          <Alert
            tone="warning"
            heading="Somebody else has changed this item"
            actions={<Button onClick={loadCurrent}>Load the current version</Button>}
          >
            Nothing was saved. Loading the current version replaces what stands in the form.
          </Alert>
        )}
        {loaded.state === 'loading' && <Skeleton lines={8} />}
        {loaded.state === 'failed' && <LoadFailed failure={loaded.failure} onRetry={reload} />}
        {loaded.state === 'ready' && (
          <Card>
            <ItemForm
              key={loaded.value.etag ?? loaded.value.item.updatedAt}
              initial={draftOf(loaded.value.item)}
              submitLabel="Save"
              onCancel={back}
              onSave={(input) => save(loaded.value, input)}
            />
          </Card>
        )}
      </Stack>
    </Container>
  )
}
