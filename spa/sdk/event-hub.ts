/** Where plugins of one page meet: a topic passes from a plugin that declares it published to those that declare it subscribed. */
import type { EventTopics } from '#core/manifest'
import { ProblemError } from './problem-error.ts'
import type { PluginIdentity } from './transport.ts'

/** What another plugin said. */
export interface PluginEvent {
  readonly topic: string
  /** JSON data, frozen: a copy of what was published. To be parsed like anything that comes from outside. */
  readonly payload: unknown
  /** Who published it. */
  readonly from: PluginIdentity
}

export type EventListener = (event: PluginEvent) => void

export interface EventHub {
  /** @throws ProblemError `topic_undeclared`, or `payload_refused` for what is not JSON or is too large. */
  readonly publish: (from: PluginIdentity, topic: string, payload: unknown) => void
  /** @throws ProblemError `topic_undeclared`. */
  readonly subscribe: (plugin: PluginIdentity, topic: string, listener: EventListener) => () => void
}

/** A hint to look something up, not the thing itself. */
const LONGEST_PAYLOAD_CHARACTERS = 65_536

interface Subscription {
  readonly plugin: PluginIdentity
  readonly topic: string
  readonly listener: EventListener
}

/** @param topicsOf What a plugin's manifest declares at this moment; `null`: there is no such plugin any more. */
export function createEventHub(topicsOf: (id: string) => EventTopics | null): EventHub {
  const subscriptions = new Set<Subscription>()
  const may = (kind: keyof EventTopics, { id }: PluginIdentity, topic: string): boolean => {
    return topicsOf(id)?.[kind].includes(topic) === true
  }
  return {
    publish(from, topic, payload) {
      if (!may('publishes', from, topic)) throw undeclared('publishes', from, topic)
      const event = Object.freeze({ topic, payload: copyOf(payload), from: Object.freeze({ ...from }) })
      const hearers = [...subscriptions].filter((each) => each.topic === topic)
      for (const hearer of hearers) {
        // Later, so that nothing a listener does, not even how long it takes, reaches the publisher.
        queueMicrotask(() => {
          if (subscriptions.has(hearer) && may('subscribes', hearer.plugin, topic)) hearer.listener(event)
        })
      }
    },
    subscribe(plugin, topic, listener) {
      if (!may('subscribes', plugin, topic)) throw undeclared('subscribes', plugin, topic)
      const subscription = { plugin, topic, listener }
      subscriptions.add(subscription)
      return () => void subscriptions.delete(subscription)
    },
  }
}

function undeclared(kind: keyof EventTopics, { id }: PluginIdentity, topic: string): ProblemError {
  const title = `The manifest of ${id} does not declare ${topic} under events.${kind}`
  return new ProblemError({ status: 0, code: 'topic_undeclared', title, requestId: null })
}

function copyOf(payload: unknown): unknown {
  const text = textOf(payload)
  if (text !== undefined && text.length <= LONGEST_PAYLOAD_CHARACTERS) return freeze(JSON.parse(text))
  const title = text === undefined ? 'An event carries JSON data alone' : 'The payload of an event is too large'
  throw new ProblemError({ status: 0, code: 'payload_refused', title, requestId: null })
}

/** `undefined` for what JSON cannot say: functions, `undefined`, circles. */
function textOf(payload: unknown): string | undefined {
  try {
    return JSON.stringify(payload)
  } catch {
    return undefined
  }
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}
