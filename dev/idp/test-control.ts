/** `/_test`: what test suites do to the identity provider behind its clients' backs. Off unless asked for. */
import { Hono } from 'hono'
import type { Provider } from 'oidc-provider'
import type { MemoryStore } from './store.ts'
import type { TokenFaults } from './token-faults.ts'

export interface Controls {
  readonly store: MemoryStore
  readonly faults: TokenFaults
  readonly current: () => Provider
  /** A new key signs from now on. @param forget Whether the earlier keys are unpublished at once. */
  readonly rotateKeys: (forget: boolean) => Promise<void>
}

export function testControl({ store, faults, current, rotateKeys }: Controls): Hono {
  return (
    new Hono()
      /** The person's next refresh is answered with `invalid_grant`. */
      .post('/revoke-grants', (c) => c.json({ revoked: store.revokeGrantsOf(c.req.query('sub') ?? '') }))
      /** The next token requests fail with a status, or come late. */
      .post('/fail-token', (c) => {
        const { status, times, delayMs } = c.req.query()
        const fault = { status: status === undefined ? null : Number(status), delayMs: Number(delayMs ?? 0) }
        faults.add(fault, Number(times ?? 1))
        return c.json({ times: Number(times ?? 1) })
      })
      .post('/rotate-keys', async (c) => {
        await rotateKeys(c.req.query('forget') === '1')
        return c.json({ rotated: true })
      })
      /** Signs a person out everywhere, as if they had done so elsewhere: back-channel log-out of every client. */
      .post('/end-sessions', async (c) => {
        const sub = c.req.query('sub') ?? ''
        return c.json({ notified: await endSessions(current(), store, sub) })
      })
  )
}

async function endSessions(provider: Provider, store: MemoryStore, sub: string): Promise<number> {
  const sessions = store.heldBy(sub, 'Session')
  const calls = sessions.flatMap(({ authorizations }) =>
    Object.entries(authorizations ?? {}).map(async ([clientId, { sid }]) => {
      const client = await provider.Client.find(clientId)
      /** What the library calls at a log-out; its type declarations do not have it. */
      const notify = client?.['backchannelLogout']
      if (typeof notify === 'function') await Reflect.apply(notify, client, [sub, sid])
    }),
  )
  const settled = await Promise.allSettled(calls)
  const adapter = store.adapterOf('Session')
  await Promise.all(sessions.map(({ jti }) => adapter.destroy(jti ?? '')))
  store.revokeGrantsOf(sub)
  return settled.filter(({ status }) => status === 'fulfilled').length
}
