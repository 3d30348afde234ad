/** Follows the stream of orders while a component shows. */
import { useEffect, useState } from 'react'
import { useSdk, type SseState } from '@empowernow/ui'
import { parseOrder, withOrder, type Order } from './order.ts'

interface Orders {
  readonly orders: readonly Order[]
  /** How many came since the component shows, those that no longer fit included. */
  readonly received: number
  readonly state: SseState
}

const NONE: Orders = { orders: [], received: 0, state: 'connecting' }

/** @param limit How many of the newest orders are kept. */
export function useOrders(limit: number): Orders {
  const sdk = useSdk()
  const [shown, setShown] = useState(NONE)
  useEffect(() => {
    return sdk.sse.subscribe(
      'orders',
      (event) => {
        const order = parseOrder(event)
        if (order) setShown((before) => receive(before, order, limit))
      },
      { onState: (state) => setShown((before) => ({ ...before, state })) },
    )
  }, [sdk, limit])
  return shown
}

function receive(before: Orders, order: Order, limit: number): Orders {
  const orders = withOrder(before.orders, order, limit)
  return orders === before.orders ? before : { ...before, orders, received: before.received + 1 }
}
