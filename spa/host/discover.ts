/** Discovery by the API: who is signed in, which plugins the tenant has, and which of their contributions are permitted. */
import { passGates } from './gates.ts'
import type { Calls } from './gateway.ts'
import type { HostEvent } from './lifecycle.ts'
import { readManifests, readSession, readUi } from './reads.ts'

interface Discovering {
  readonly call: Calls
  /** Dropped silently once the run this belongs to is over. */
  readonly send: (event: HostEvent) => void
}

/** Session, theme and manifests are asked for side by side; only the decisions need to wait. */
export async function discover({ call, send }: Discovering): Promise<void> {
  const [session, ui, manifests] = await Promise.all([readSession(call), readUi(call), readManifests(call)])
  if (!session.value) return send({ type: 'unreachable', problem: session.problem })
  send({ type: 'signed_in', session: session.value, ui: ui.value }) // without a theme the look is the default one
  if (!manifests.value) return send({ type: 'discovery_failed', problem: manifests.problem })
  const plugins = await passGates(manifests.value, session.value, call)
  if (!plugins.value) return send({ type: 'discovery_failed', problem: plugins.problem })
  send({ type: 'decided', plugins: plugins.value })
}
