/** What one plugin may do to the others: capabilities, budgets and circuit breakers, of `config/settings.yaml`. */
import { CAPABILITY_MODES, type CapabilityMode } from './capability.ts'
import type { Place } from './place.ts'

export interface GuardSettings {
  readonly security: { readonly capability: CapabilityMode }
  /** Of one plugin in one session, as one isolate sees them. What is over the budget is refused with 429. */
  readonly budgets: {
    readonly requestsPerSecond: number
    /** So many may come at once after a while of silence. */
    readonly requestBurst: number
    /** Bodies of requests and answers together. */
    readonly bytesPerSecond: number
    readonly byteBurst: number
    /** Event streams open at once: of one plugin, and of all of a session's. */
    readonly streams: number
    readonly sessionStreams: number
    /** Batches of telemetry: of one plugin, and of the host. */
    readonly telemetryPerMinute: number
    /** Questions to the PDP of one session, each of a batch counted. */
    readonly questionsPerSecond: number
    readonly questionBurst: number
    /** Sign-ins begun from one network address, at one tenant. */
    readonly signInsPerMinute: number
    /** Reports of blocked content: of one network address, and of a tenant's all. */
    readonly reportsPerMinute: number
    readonly tenantReportsPerMinute: number
  }
  /** Of one plugin and one service. */
  readonly breaker: {
    /** Failures in a row that open it; 0: it never opens. */
    readonly failures: number
    /** Then so long nothing reaches the service, and after that one call at a time until one succeeds. */
    readonly openMs: number
  }
}

const MB = 1024 * 1024

/** Each with the value that holds when the file names none, the least and the most it may be. */
const BUDGETS = {
  /** A page that shows a hundred rows asks for them together, not one by one. */
  requestsPerSecond: [50, 1, 1_000_000],
  requestBurst: [200, 1, 1_000_000],
  /** Two megabytes a second is a picture book; the burst is two answers of the greatest length. */
  bytesPerSecond: [2 * MB, 1024, 1024 * MB],
  byteBurst: [20 * MB, 1024, 1024 * MB],
  /** A browser over HTTP/1.1 has six connections for everything. */
  streams: [8, 1, 1000],
  sessionStreams: [32, 1, 10_000],
  /** One every other second: the host collects, and plugins should. */
  telemetryPerMinute: [30, 1, 10_000],
  /** A page asks one for each contribution; a large tenant has a thousand, and people open several pages. */
  questionsPerSecond: [500, 1, 1_000_000],
  questionBurst: [10_000, 1, 1_000_000],
  /** A whole company comes to work from behind one address. */
  signInsPerMinute: [600, 1, 100_000],
  /** A page that breaks the policy says so once for each resource. */
  reportsPerMinute: [60, 1, 10_000],
  tenantReportsPerMinute: [600, 1, 100_000],
} as const satisfies Record<keyof GuardSettings['budgets'], readonly [number, number, number]>

const BREAKER = {
  failures: [8, 0, 1000],
  openMs: [10_000, 100, 600_000],
} as const satisfies Record<keyof GuardSettings['breaker'], readonly [number, number, number]>

/** @param place Of the whole file; `null`: there is none, and every default holds. */
export function readGuards(place: Place | null): GuardSettings {
  const security = place?.optional('security')?.only('capability') ?? null
  const budgets = place?.optional('budgets')?.only(...Object.keys(BUDGETS)) ?? null
  const breaker = place?.optional('breaker')?.only(...Object.keys(BREAKER)) ?? null
  const number = (from: Place | null, name: string, [byDefault, least, most]: readonly [number, number, number]) =>
    from?.optional(name)?.integer(least, most) ?? byDefault
  return {
    security: { capability: security?.optional('capability')?.oneOf(CAPABILITY_MODES) ?? 'observed' },
    budgets: {
      requestsPerSecond: number(budgets, 'requestsPerSecond', BUDGETS.requestsPerSecond),
      requestBurst: number(budgets, 'requestBurst', BUDGETS.requestBurst),
      bytesPerSecond: number(budgets, 'bytesPerSecond', BUDGETS.bytesPerSecond),
      byteBurst: number(budgets, 'byteBurst', BUDGETS.byteBurst),
      streams: number(budgets, 'streams', BUDGETS.streams),
      sessionStreams: number(budgets, 'sessionStreams', BUDGETS.sessionStreams),
      telemetryPerMinute: number(budgets, 'telemetryPerMinute', BUDGETS.telemetryPerMinute),
      questionsPerSecond: number(budgets, 'questionsPerSecond', BUDGETS.questionsPerSecond),
      questionBurst: number(budgets, 'questionBurst', BUDGETS.questionBurst),
      signInsPerMinute: number(budgets, 'signInsPerMinute', BUDGETS.signInsPerMinute),
      reportsPerMinute: number(budgets, 'reportsPerMinute', BUDGETS.reportsPerMinute),
      tenantReportsPerMinute: number(budgets, 'tenantReportsPerMinute', BUDGETS.tenantReportsPerMinute),
    },
    breaker: {
      failures: number(breaker, 'failures', BREAKER.failures),
      openMs: number(breaker, 'openMs', BREAKER.openMs),
    },
  }
}

type OlderGuards = Partial<Omit<GuardSettings, 'budgets'>> & { readonly budgets?: Partial<GuardSettings['budgets']> }

/** Registries that were compiled before there was one of the guards have its default. Keys keep their order, which revisions hash. */
export function withGuards<Older extends object>(settings: Older & OlderGuards): Older & GuardSettings {
  const byDefault = readGuards(null)
  const { budgets } = settings
  return { ...settings, ...byDefault, ...settings, budgets: { ...budgets, ...byDefault.budgets, ...budgets } }
}
