/** What the gateway serves, and the configuration files at its desk: nobody writes over a text they have not seen. */
import { isRecord, own, ownText } from '../src/core/own-property.ts'
import { describe, type Gateway, rejectionsIn } from './gateway.ts'
import { Stop } from './stop.ts'

/** @returns The gateway's answer: what changed. */
export async function refresh(gateway: Gateway, query = ''): Promise<unknown> {
  const { status, body } = await gateway.call('POST', `/api/plugins/refresh${query}`)
  if (status === 422) throw rejectedBy(body)
  if (status !== 200) throw new Stop('refused', `The gateway refuses to refresh: ${describe(status, body)}.`)
  return body
}

export async function livePlugins(gateway: Gateway) {
  const { status, body } = await gateway.call('GET', `/api/ops/plugins?tenant=${gateway.tenant}`)
  const plugins = own(body, 'plugins')
  if (status !== 200 || !Array.isArray(plugins) || !isRecord(body)) {
    throw new Stop('refused', `The gateway does not tell what is live: ${describe(status, body)}.`)
  }
  const list: readonly unknown[] = plugins
  return { plugins: list, revision: ownText(body, 'revision') ?? '', body }
}

export async function readFile(
  gateway: Gateway,
  file: string,
): Promise<{ readonly text: string; readonly etag: string }> {
  const { status, body } = await gateway.call('GET', `/api/ops/config?file=${file}`)
  const text = own(body, 'text')
  if (status !== 200) throw new Stop('refused', `The gateway does not show ${file}: ${describe(status, body)}.`)
  if (typeof text === 'string') return { text, etag: ownText(body, 'etag') ?? '' }
  throw new Stop('refused', `There is no ${file} here yet.`, [
    '`experience seed` or `experience import` puts it there.',
  ])
}

/**
 * @param etag Of the text that the new one was made from.
 * @returns `false`: somebody else has written meanwhile, and nothing was written.
 */
export async function writeFile(
  gateway: Gateway,
  { file, etag, text }: { readonly file: string; readonly etag: string; readonly text: string },
): Promise<boolean> {
  const content = { body: text, headers: { 'If-Match': `"${etag}"`, 'Content-Type': 'application/yaml' } }
  const { status, body } = await gateway.call('PUT', `/api/ops/config?file=${file}`, content)
  if (status === 409 || status === 412) return false
  if (status === 422) throw rejectedBy(body)
  if (status !== 200) throw new Stop('refused', `The gateway does not take ${file}: ${describe(status, body)}.`)
  return true
}

export function rejectedBy(body: unknown): Stop {
  const message = 'The gateway rejects the configuration; the live revision is unchanged.'
  return new Stop('refused', message, rejectionsIn(body), { rejections: own(body, 'rejections') })
}

/**
 * Gives a second version to a part of the people.
 *
 * @param wanted `version: null` ends the rollout.
 * @returns The gateway's receipt.
 */
export async function rollOut(
  gateway: Gateway,
  id: string,
  wanted: { readonly version: string | null; readonly percent?: number },
): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await gateway.call('POST', `/api/plugins/rollout/${id}`, { body: JSON.stringify(wanted) })
  if (status === 422) throw rejectedBy(body)
  if (status === 409)
    throw new Stop('conflict', 'Somebody else has changed the configuration meanwhile.', ['Run it again.'])
  if (status === 404)
    throw new Stop('refused', `${gateway.tenant} has no plugin ${id} yet.`, ['Publish a first version.'])
  if (status !== 200 || !isRecord(body)) throw new Stop('refused', `The gateway refuses: ${describe(status, body)}.`)
  return body
}
