/** A page of its own: what the gateway knows of its call. */
import { useEffect, useState } from 'react'
import { Card, isProblemError, Skeleton, Stack, Text, useSdk } from '@empowernow/ui'

type Echo = Readonly<Record<string, string | null>>

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
          <dl>
            {Object.entries(echo).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value ?? '–'}</dd>
              </div>
            ))}
          </dl>
        )}
      </Card>
    </Stack>
  )
}
