/** A widget that follows a stream of events: the newest orders, as they come in. */
import { useEffect, useState } from 'react'
import { Badge, Stack, Text, useSdk, type SseState } from '@empowernow/ui'

const SHOWN = 5

export function LiveWidget() {
  const sdk = useSdk()
  const [orders, setOrders] = useState<readonly string[]>([])
  const [state, setState] = useState<SseState>('connecting')
  useEffect(() => {
    return sdk.sse.subscribe(
      'orders',
      ({ data }) => setOrders((before) => [customerIn(data), ...before].slice(0, SHOWN)),
      { onState: setState },
    )
  }, [sdk])
  return (
    <Stack gap="s" align="start">
      <Badge tone={state === 'open' ? 'success' : 'info'}>{state}</Badge>
      {orders.length === 0 && <Text tone="muted">No order so far.</Text>}
      <ul>
        {orders.map((customer, index) => (
          <li key={`${orders.length - index} ${customer}`}>{customer}</li>
        ))}
      </ul>
    </Stack>
  )
}

function customerIn(data: string): string {
  const order: unknown = JSON.parse(data)
  const customer = typeof order === 'object' && order !== null && 'customer' in order ? order.customer : null
  return typeof customer === 'string' ? customer : 'Somebody'
}
