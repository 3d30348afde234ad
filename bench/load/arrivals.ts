/** People who come and go beside the traffic: sessions are made all the time, and half of them are left open. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Ports } from '../../dev/ports.ts'
import { Visitor } from '../../test/e2e/fixture/visitor.ts'

const HOST = 'acme.localhost'
const REST_MS = 200

export interface Arrivals {
  readonly signedIn: number
  readonly signedOut: number
  /** While the identity provider or a store is down. */
  readonly turnedAway: number
}

export async function keepArriving(ports: Ports, goesOn: () => boolean): Promise<Arrivals> {
  const counts = { signedIn: 0, signedOut: 0, turnedAway: 0 }
  while (goesOn()) {
    const visitor = new Visitor(ports, HOST)
    try {
      await visitor.signIn('alice')
      counts.signedIn += 1
      await (await visitor.request('/api/plugins/manifests')).arrayBuffer()
      if (counts.signedIn % 2 === 0 && (await visitor.post('/auth/logout')).ok) counts.signedOut += 1
    } catch {
      counts.turnedAway += 1
    }
    await pause(REST_MS)
  }
  return counts
}
