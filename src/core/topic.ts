/** Topics of event streams: dot-separated segments, granted by prefixes of whole segments. */

const TOPIC = /^[A-Za-z0-9._:-]{1,128}$/
/** Printable ASCII (RFC 9110 field content), no longer than an id has any reason to be. */
const LAST_EVENT_ID = /^[\x20-\x7e]{1,256}$/

/** Prefixes in a manifest have the same form. An empty segment (`orders.`, `a..b`) is refused. */
export function isTopic(value: unknown): value is string {
  return typeof value === 'string' && TOPIC.test(value) && !value.split('.').includes('')
}

/** `orders` admits `orders` and `orders.eu`, never `orders-secret`. */
export function admitsTopic(prefixes: readonly string[], topic: string): boolean {
  return isTopic(topic) && prefixes.some((prefix) => isTopic(prefix) && `${topic}.`.startsWith(`${prefix}.`))
}

export type TopicRefusal = 'topic_missing' | 'topic_repeated' | 'parameter_unknown' | 'topic_malformed'

/** Exactly one `topic` and nothing else: the query of the upstream is built anew from it. */
export function parseTopicQuery(search: URLSearchParams): string | { readonly refusal: TopicRefusal } {
  const names = [...search.keys()]
  if (names.some((name) => name !== 'topic')) return { refusal: 'parameter_unknown' }
  if (names.length > 1) return { refusal: 'topic_repeated' }
  const topic = search.get('topic')
  if (topic === null) return { refusal: 'topic_missing' }
  return isTopic(topic) ? topic : { refusal: 'topic_malformed' }
}

/** What the upstream is asked for. The tenant is the gateway's word, so no topic reaches into another tenant. */
export function upstreamTopic(tenant: string, topic: string): string {
  return `${tenant}/${topic}`
}

/** Whether a `Last-Event-ID` may be forwarded. */
export function isLastEventId(value: unknown): value is string {
  return typeof value === 'string' && LAST_EVENT_ID.test(value)
}
