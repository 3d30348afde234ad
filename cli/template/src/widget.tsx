/** A widget for the dashboard: says whom the gateway knows, and reports each press. */
import { useEffect, useState } from 'react'
import { Button, isProblemError, Skeleton, Stack, Text, useSdk } from '@empowernow/ui'

interface Echo {
  readonly subject: string
}

export function Widget() {
  const sdk = useSdk()
  const [who, setWho] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [pressed, setPressed] = useState(0)
  useEffect(() => {
    sdk.api.json<Echo>('/api/plugins/secure-echo').then(
      ({ subject }) => setWho(subject),
      (error: unknown) => setFailure(isProblemError(error) ? error.title : 'The gateway could not be reached.'),
    )
  }, [sdk])
  const press = (): void => {
    setPressed(pressed + 1)
    sdk.log.info('__id__.pressed', { times: pressed + 1 })
  }
  if (failure !== null) return <Text tone="danger">{failure}</Text>
  if (who === null) return <Skeleton lines={2} />
  return (
    <Stack gap="m" align="start">
      <Text>Hello, {who}.</Text>
      <Button variant="primary" onClick={press}>
        Pressed {pressed} times
      </Button>
    </Stack>
  )
}
