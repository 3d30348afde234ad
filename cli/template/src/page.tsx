/** A page of its own: what the gateway knows of its call. */
import { useEffect, useState } from 'react'
import { Card, type Column, isProblemError, Skeleton, Stack, Table, Text, useSdk } from '@empowernow/ui'

type Echo = Readonly<Record<string, string | null>>
type Fact = readonly [name: string, value: string | null]

const COLUMNS: readonly Column<Fact>[] = [
  { id: 'name', header: 'Name', rowHeader: true, width: 160, cell: ([name]) => name },
  { id: 'value', header: 'Value', cell: ([, value]) => value ?? '–' },
]

export function Page() {
  const sdk = useSdk()
  const [echo, setEcho] = useState<Echo | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    sdk.api.json<Echo>('/api/plugins/secure-echo', { query: { from: '__id__' } }).then(setEcho, (error: unknown) => {
      setFailure(isProblemError(error) ? error.title : 'The gateway could not be reached.')
    })
  }, [sdk])
  return (
    <Stack gap="l">
      <h1>__title__</h1>
      <Card heading="What the gateway sees">
        {failure !== null && <Text tone="danger">{failure}</Text>}
        {echo === null && failure === null && <Skeleton lines={3} />}
        {echo !== null && (
          <Table
            caption="This call, as the gateway has it"
            captionHidden
            columns={COLUMNS}
            rows={Object.entries(echo)}
            rowKey={([name]) => name}
          />
        )}
      </Card>
    </Stack>
  )
}
