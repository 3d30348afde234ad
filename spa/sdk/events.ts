/** `sdk.events`: what plugins of one page tell each other, on topics that both manifests declare. */
import { untilClosed } from './closing.ts'
import { createEventHub, type EventHub, type EventListener } from './event-hub.ts'
import type { PluginIdentity } from './transport.ts'

export interface Events {
  /**
   * Tells all plugins that listen, later in this turn. Nothing that they do comes back here. JSON data of at most
   * 64 Ki characters; they get a frozen copy.
   *
   * @param topic One of the manifest's `events.publishes`.
   * @throws ProblemError `topic_undeclared` or `payload_refused`.
   */
  publish(topic: string, payload: unknown): void
  /**
   * Listens until it is unsubscribed or unmounted. What was published before is not heard.
   *
   * @param topic One of the manifest's `events.subscribes`.
   * @returns Unsubscribes.
   * @throws ProblemError `topic_undeclared`.
   */
  subscribe(topic: string, listener: EventListener): () => void
}

export function createEvents(
  plugin: PluginIdentity,
  hub: EventHub = createEventHub(() => null),
  closed: AbortSignal,
  guarded: (call: () => void) => void,
): Events {
  return {
    publish: Object.freeze((topic: string, payload: unknown) => hub.publish(plugin, topic, payload)),
    subscribe: Object.freeze((topic: string, listener: EventListener) => {
      return untilClosed(closed, () => hub.subscribe(plugin, topic, (event) => guarded(() => listener(event))))
    }),
  }
}
