/** Tells somebody outside of an incident: one POST when it begins, one when it is over. */
import { secretOf, type Env } from '../env.ts'
import { log, reasonOf } from './log.ts'
import type { Incident } from './objects/telemetry-tables.ts'

const ANSWER_MS = 5000

/** In words, for chat services that show `text`. */
const WORDS = {
  integrity_error: 'bundles with wrong bytes',
  refusal_spike: 'refusals',
  mount_failures: 'per cent of mounts failed',
  doorbell_failed: 'requests while the doorbell was out of reach',
} as const satisfies Record<Incident['rule'], string>

/**
 * @param secret Name of the Worker secret that holds the URL; such URLs carry credentials.
 * @returns Whether it was taken in: any 2xx.
 */
export async function callWebhook(env: Env, secret: string, tenant: string, incident: Incident): Promise<boolean> {
  const url = secretOf(env, secret)
  if (url === null) {
    log('error', 'alert_webhook_missing', { tenant, secret })
    return false
  }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(messageOf(tenant, incident)),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    await response.body?.cancel()
    if (!response.ok) log('error', 'alert_webhook_failed', { tenant, status: response.status })
    return response.ok
  } catch (error) {
    log('error', 'alert_webhook_failed', { tenant, reason: reasonOf(error) })
    return false
  }
}

/** `tenant` and `incident` together name it: a receiver that got an answer lost may hear of it twice. */
function messageOf(tenant: string, incident: Incident) {
  const { id, rule, plugin, version, figure, threshold, openedAt, closedAt } = incident
  const about = [tenant, plugin, version].filter((part) => part !== '').join(' ')
  const words = `${figure} ${WORDS[rule]}, the limit is ${threshold}`
  return {
    text: closedAt === null ? `${about}: ${words}` : `${about}: over (${words})`,
    state: closedAt === null ? 'open' : 'closed',
    tenant,
    incident: id,
    rule,
    plugin,
    version,
    figure,
    threshold,
    openedAt: new Date(openedAt).toISOString(),
    closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
  }
}
