/** A widget that reports each press, and says how many the gateway took. */
import { useState } from 'react'
import { Button, isProblemError, Stack, Text, useSdk } from '@empowernow/ui'

type State = 'idle' | 'sending' | { readonly failure: string }

export function HelloWidget() {
  const sdk = useSdk()
  const [sent, setSent] = useState(0)
  const [state, setState] = useState<State>('idle')
  const send = async (): Promise<void> => {
    setState('sending')
    try {
      const events = [{ name: 'hello.pressed', at: new Date().toISOString() }]
      const response = await sdk.api.fetch('/api/plugins/telemetry', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ events }),
      })
      if (!response.ok) throw new Error(`status ${response.status}`)
      setSent((before) => before + 1)
      setState('idle')
    } catch (error) {
      setState({ failure: isProblemError(error) ? error.title : 'The greeting did not get through' })
    }
  }
  return (
    <Stack gap="m" align="start">
      <Text>A first widget. Each press is reported to the gateway as telemetry.</Text>
      <Button variant="primary" busy={state === 'sending'} onClick={() => void send()}>
        Say hello
      </Button>
      <Text size="s" tone={typeof state === 'object' ? 'danger' : 'muted'} aria-live="polite">
        {typeof state === 'object' ? state.failure : `${sent} ${sent === 1 ? 'greeting' : 'greetings'} received`}
      </Text>
    </Stack>
  )
}
