/** One item, at a path with its id. */
import { useEffect, useState } from 'react'
import type { ContributionProps } from '@empowernow/experience-sdk'
import { ButtonLink, Card, isProblemError, Skeleton, Stack, Text } from '@empowernow/ui'
import type { Item } from './items.ts'

export function ItemDetail({ sdk, params }: ContributionProps) {
  const id = params['id'] ?? ''
  const [item, setItem] = useState<Item | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    sdk.api
      .json<Item>('/api/crud/items/:id', { params: { id } })
      .then(setItem, (error: unknown) =>
        setFailure(isProblemError(error) ? error.title : 'The service could not be reached.'),
      )
  }, [sdk, id])
  return (
    <Stack gap="l">
      <h1>{item?.name ?? 'Item'}</h1>
      {failure !== null && <Text tone="danger">{failure}</Text>}
      {item === null && failure === null && <Skeleton lines={3} />}
      {item !== null && (
        <Card heading="Stock">
          <Text>{item.quantity} left</Text>
        </Card>
      )}
      <ButtonLink href="/plugins/__id__">All items</ButtonLink>
    </Stack>
  )
}
