/** Hosts as a development machine has them: with a port, and under other names (requirement 18). */
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { problemOf } from './answer.ts'
import { FORGOTTEN_MS, OPERATOR_HOST, passTime, send, Tenant, writeConfiguration } from './fixture.ts'

/** The deployment's settings are compiled once: a new first boot reads them again. */
async function redeploy(host: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await writeConfiguration(host, { settings })
  await env.CONFIG.delete('registry/*/current')
  passTime(FORGOTTEN_MS)
}

test('the port is taken off, and an alias is its tenant', async () => {
  const host = 'acme.localhost'
  await redeploy(host, { tenancy: { stripPort: true, aliases: { localhost: host, '127.0.0.1': host } } })
  const alice = await new Tenant(host).signIn()
  for (const at of [host, 'localhost', '127.0.0.1', '0x7f.1']) {
    const response = await send(`https://${at}:8787/api/session`, { headers: { Cookie: alice.cookie } })
    expect(await response.json(), at).toMatchObject({ tenant: host })
  }
  const elsewhere = await send('https://127.0.0.2:8787/api/session', { headers: { Cookie: alice.cookie } })
  expect(await problemOf(elsewhere)).toEqual([400, 'host_invalid'])
  const ops = await send(`https://${OPERATOR_HOST}:8787/api/session`, { headers: { Cookie: alice.cookie } })
  expect(await problemOf(ops)).toEqual([401, 'signed_out'])
})

test('a page at an alias proves the origin of the alias, no other', async () => {
  const host = 'alias.localhost'
  await redeploy(host, { tenancy: { stripPort: true, aliases: { 'other.localhost': host } } })
  const alice = await new Tenant(host).signIn()
  const logout = (origin: string) =>
    send('https://other.localhost:8787/auth/logout', {
      method: 'POST',
      headers: {
        Cookie: alice.cookie,
        Origin: origin,
        'Sec-Fetch-Site': 'same-origin',
        'X-CSRF-Token': alice.record.csrfToken,
      },
    })
  expect(await problemOf(await logout('https://alias.localhost:8787'))).toEqual([403, 'csrf_refused'])
  expect((await logout('https://other.localhost:8787')).status).toBe(200)
})
