/** What the gateway serves, and what makes it serve something else. */
import { isRecord, own, ownText } from '../src/core/own-property.ts'
import { type Answer, type Content, describe, type Gateway, rejectionsIn } from './gateway.ts'
import { Stop } from './stop.ts'

/** @returns The gateway's answer: what changed. */
export async function refresh(gateway: Gateway, query = '', content: Content = {}): Promise<unknown> {
  const { status, body } = await gateway.call('POST', `/api/plugins/refresh${query}`, content)
  if (status === 422) throw rejectedBy(body)
  if (status !== 200) throw new Stop('refused', `The gateway refuses to refresh: ${describe(status, body)}.`)
  return body
}

/**
 * The body of an answer that did what was asked.
 *
 * @param notFound What it means that there is nothing there.
 * @throws {Stop} `refused`
 */
export function answered({ status, body }: Answer, notFound: string): Readonly<Record<string, unknown>> {
  if (status === 404 || status === 405) throw new Stop('refused', notFound, [describe(status, body)])
  if (status === 422) throw rejectedBy(body)
  if (status !== 200 || !isRecord(body)) throw new Stop('refused', `The gateway refuses: ${describe(status, body)}.`)
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

export function rejectedBy(body: unknown): Stop {
  const message = 'The gateway rejects the configuration; the live revision is unchanged.'
  return new Stop('refused', message, rejectionsIn(body), { rejections: own(body, 'rejections') })
}

/** Keys of manifests that look like a slip, a line each. */
export function slipsIn(body: unknown): readonly string[] {
  return rejectionsIn({ rejections: own(body, 'warnings') })
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
