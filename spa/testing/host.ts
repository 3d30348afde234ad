/** A host for tests: everything a plugin gets of the real one, watched and switched by the test. */
import { isRecord, own } from '#core/own-property'
import { createSdk, createEventHub, type PluginEvent, type Variant } from '../sdk/index.ts'
import type { Manifest, Sdk, SdkHandle, ThemeState } from '../sdk/public.ts'
import { type Answer, type Answers, type JudgedCall, TestGateway } from './gateway.ts'
import { readTestManifest } from './manifest-input.ts'
import type { PolicyMatch, PolicyQuestion } from './policy.ts'
import { createSettling } from './settling.ts'
import type { TestStream } from './streams.ts'

export interface TestHostOptions {
  /** The plugin's manifest, or the text of its file. Its allow-list is what calls are judged by. */
  readonly manifest: Manifest | string
  /** What the services behind the gateway answer, by method and template: `{ 'GET /api/crud/items': [] }`. */
  readonly answers?: Answers
  readonly variant?: Variant
  readonly theme?: Partial<ThemeState>
}

/** A page that the plugin went to. */
export interface TestNavigation {
  readonly to: string
  readonly replace: boolean
}

/** A line of `sdk.log`. */
export interface TestLogLine {
  readonly level: string
  readonly message: string
  readonly [field: string]: unknown
}

/** What the plugin told others, and what others tell it. */
export interface TestEvents {
  /** Everything that the plugin published. */
  readonly published: readonly PluginEvent[]
  /** Publishes as another plugin would, and waits until what it led to has happened. */
  readonly publish: (topic: string, payload: unknown, from?: string) => Promise<void>
}

export interface TestTheme {
  /** Changes mode or tokens, and waits until what it led to has happened. */
  readonly set: (theme: Partial<ThemeState>) => Promise<void>
}

export interface TestHost {
  /** The plugin's SDK, as the host makes it. */
  readonly sdk: Sdk
  /** One more of it, for one contribution: what it reads and listens to ends when it is disposed. */
  readonly open: () => SdkHandle
  /** Every call that the plugin made, with the gateway's word on it. */
  readonly calls: readonly JudgedCall[]
  /** Those that the gateway would refuse. */
  readonly refused: readonly JudgedCall[]
  /** What the policy was asked. */
  readonly asked: readonly PolicyQuestion[]
  readonly navigations: readonly TestNavigation[]
  readonly logged: readonly TestLogLine[]
  /** What handlers of the plugin threw. */
  readonly faults: readonly unknown[]
  readonly events: TestEvents
  readonly theme: TestTheme
  /** Answers a call from now on: `host.answer('GET /api/crud/items', () => [{ id: 1 }])`. */
  readonly answer: (key: string, answer: Answer) => void
  /** Permits what fits, from now on. Everything is permitted that no rule denies; the last rule that fits decides. */
  readonly permit: (match: PolicyMatch) => void
  /** Denies what fits, from now on: `host.deny({ type: 'inventory.item', action: 'delete' })`. */
  readonly deny: (match: PolicyMatch) => void
  /** The event stream of a topic, to be scripted. */
  readonly stream: (topic: string) => TestStream
  /** Acts, and waits until every call that this led to is answered and shown. */
  readonly settle: (act?: () => void | Promise<void>) => Promise<void>
  /** @throws Error that names each call off the allow-list, and the line of the manifest that would admit it. */
  readonly assertCallsAllowed: () => void
}

/** Makes a host for one plugin. @throws Error with what the gateway would reject of the manifest. */
export function createTestHost({ manifest, answers = {}, variant, theme = {} }: TestHostOptions): TestHost {
  const declared = readTestManifest(manifest)
  const gateway = new TestGateway(declared)
  for (const [key, answer] of Object.entries(answers)) gateway.answer(key, answer)
  const { settle, tracked } = createSettling()
  const navigations: TestNavigation[] = []
  const faults: unknown[] = []
  const published: PluginEvent[] = []
  const { id, version, events } = declared
  const topics = { publishes: events?.publishes ?? [], subscribes: events?.subscribes ?? [] }
  const others = { publishes: topics.subscribes, subscribes: topics.publishes }
  // Whoever is not the plugin under test may say what it hears, and hear what it says.
  const hub = createEventHub((plugin) => (plugin === id ? topics : others))
  for (const topic of topics.publishes) hub.subscribe(OTHER, topic, (event) => published.push(event))
  const look = createLook(theme)
  const plugin = createSdk(
    { id, version, ...(variant === undefined ? {} : { variant }) },
    {
      fetch: (url, init) => tracked(gateway.fetch(url, init)),
      csrfToken: () => 'csrf-token-of-the-test',
      onHandlerError: (error) => faults.push(error),
      // No test waits for a clock: what would come later comes in the next turn.
      pause: (_, signal) => tracked(nextTurn(signal)),
      navigate: (to, options) => navigations.push({ to, replace: options?.replace === true }),
      theme: look,
      events: hub,
    },
  )
  return {
    sdk: plugin.sdk,
    open: plugin.open,
    calls: gateway.calls,
    get refused() {
      return gateway.calls.filter(({ refusal }) => refusal !== null)
    },
    asked: gateway.policy.asked,
    navigations,
    get logged() {
      return gateway.calls.flatMap(linesOf)
    },
    faults,
    events: {
      published,
      publish: (topic, payload, from = OTHER.id) => settle(() => hub.publish({ ...OTHER, id: from }, topic, payload)),
    },
    theme: { set: (change) => settle(() => look.set(change)) },
    answer: (key, answer) => gateway.answer(key, answer),
    permit: (match) => gateway.policy.add(match, true),
    deny: (match) => gateway.policy.add(match, false),
    stream: (topic) => gateway.streams.of(topic, settle),
    settle,
    assertCallsAllowed: () => assertAllowed(id, gateway.calls),
  }
}

const OTHER = { id: 'another-plugin', version: '1.0.0' }

function createLook(theme: Partial<ThemeState>) {
  let state: ThemeState = { mode: theme.mode ?? 'light', tokens: theme.tokens ?? {} }
  const listeners = new Set<() => void>()
  return {
    current: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set: (change: Partial<ThemeState>) => {
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
  }
}

async function nextTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
  signal.throwIfAborted()
}

function linesOf({ path, body, refusal }: JudgedCall): readonly TestLogLine[] {
  if (path !== '/api/plugins/telemetry' || refusal !== null) return []
  const events = own(JSON.parse(body), 'events')
  return Array.isArray(events) ? events.flatMap((event: unknown) => lineOf(event)) : []
}

function lineOf(event: unknown): readonly TestLogLine[] {
  const [level, message] = [own(event, 'level'), own(event, 'message')]
  if (!isRecord(event) || event['name'] !== 'log' || typeof level !== 'string' || typeof message !== 'string') return []
  return [{ ...event, level, message }]
}

function assertAllowed(id: string, calls: readonly JudgedCall[]): void {
  const refused = calls.filter(({ refusal }) => refusal !== null)
  if (refused.length === 0) return
  const lines = refused.map(({ method, path, query, refusal, lacking }) => {
    const search = query.size === 0 ? '' : `?${query.toString()}`
    const remedy = lacking === null ? '' : `\n    add to the manifest: ${lacking}`
    return `  ${method} ${path}${search}: ${refusal}${remedy}`
  })
  throw new Error([`The gateway would refuse ${refused.length} call(s) of ${id}:`, ...lines].join('\n'))
}
