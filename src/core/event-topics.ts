/** Reads a manifest's events: the topics on which a plugin speaks to other plugins of the page, and those it hears. */
import type { EventTopics } from './manifest.ts'
import type { Place } from './place.ts'

/** As topics of event streams are written. Each is declared in full: what one plugin tells another has no prefixes. */
const TOPIC = /^(?=.{1,128}$)[A-Za-z0-9_:-]+(\.[A-Za-z0-9_:-]+)*$/

/** @returns `null` when the manifest says nothing of events. */
export function readEventTopics(place: Place | null): EventTopics | null {
  if (place === null) return null
  place.only('publishes', 'subscribes')
  return { publishes: readTopics(place.optional('publishes')), subscribes: readTopics(place.optional('subscribes')) }
}

function readTopics(place: Place | null): readonly string[] {
  const topics: string[] = []
  for (const item of place?.items() ?? []) {
    const topic = item.text(TOPIC, 'a topic like orders.selected')
    if (topics.includes(topic)) item.reject(`${topic} stands here already`)
    if (topic !== '') topics.push(topic)
  }
  return topics
}
