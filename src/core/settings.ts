/** `config/settings.yaml`: what holds for the whole deployment. */
import valid from 'semver/functions/valid.js'
import { readHost, readSecureOrigin, readSecureUrl } from './address.ts'
import { readAlerts, type AlertSettings } from './alerts.ts'
import { readGuards, type GuardSettings } from './guards.ts'
import type { Place } from './place.ts'

export interface Settings extends GuardSettings {
  readonly environment: 'development' | 'staging' | 'production'
  /** Version of the host that plugins' engine ranges are checked against (semver). */
  readonly hostVersion: string
  readonly operator: {
    /** Host on which operators sign in with a browser; no plugin is ever loaded there. `null`: none. */
    readonly host: string | null
  }
  readonly tenancy: {
    /** Whether `acme.localhost:8787` is the tenant `acme.localhost`. Off: a host with a port is unknown. */
    readonly stripPort: boolean
    /** Other hosts of a tenant: host -> tenant. */
    readonly aliases: Readonly<Record<string, string>>
  }
  /** Origins other than `https://<tenant host>` from which a sign-in may start and to which it returns. */
  readonly redirectOrigins: readonly string[]
  readonly pdp: {
    /** AuthZEN base URL of an external PDP; `null`: the embedded one. */
    readonly url: string | null
    readonly timeoutMs: number
    /** `authzen`: OpenID AuthZEN 1.0. `source`: `decision: "Permit"` and `decisions[]`. Answers in either are understood. */
    readonly dialect: 'authzen' | 'source'
    /** Name of the Worker secret that an external PDP knows the gateway by; without it the gateway shows none. */
    readonly secret?: string
  }
  readonly doorbell: {
    /** How long an isolate may go without asking whether something changed. */
    readonly leaseMs: number
    /** How long the last answer serves while the doorbell is out of reach; then plugins are closed. */
    readonly graceMs: number
    /** How long an isolate believes what it read from KV, where the doorbell said nothing else. */
    readonly storeMs: number
  }
  /** Which figures call somebody. */
  readonly alerts: AlertSettings
  readonly session: { readonly idleSeconds: number; readonly absoluteSeconds: number }
  /** Shape of `/access/v1/*` answers when the caller names none. */
  readonly authzenAnswers: 'source' | 'standard'
  readonly limits: {
    readonly bundleBytes: number
    /** Body of a proxied call, in each direction. */
    readonly requestBytes: number
    readonly responseBytes: number
    /** Body of an AuthZEN question. */
    readonly evaluationBytes: number
    readonly evaluations: number
    /** Longest life of one proxied event stream. */
    readonly streamSeconds: number
  }
}

/** Of the host application that is built from this repository. */
export const HOST_VERSION = '1.5.0'

const KB = 1024
const MB = 1024 * KB
const HOUR_SECONDS = 3600

/** Each with the value that holds when the file names none, the least and the most it may be. */
const NUMBERS = {
  /** A PDP that is slower holds up every page; what is not decided by then is denied. */
  timeoutMs: [2000, 50, 10_000],
  /** What a kill switch may take. Shorter means more questions. */
  leaseMs: [1000, 100, 5000],
  /** Long enough for an object to move, short enough that nobody relies on it. */
  graceMs: [5000, 0, 60_000],
  /** Only flags and pointers that were set past the gateway wait for this, and they wait for KV in any case. */
  storeMs: [10_000, 100, 60_000],
  /** Half an hour without a request is a person who left. */
  idleSeconds: [1800, 60, 24 * HOUR_SECONDS],
  /** A working day; then the identity provider is asked again. */
  absoluteSeconds: [8 * HOUR_SECONDS, 300, 7 * 24 * HOUR_SECONDS],
  /** Verified as a whole in memory before the first byte leaves; an isolate has 128 MB. */
  bundleBytes: [5 * MB, 1 * KB, 20 * MB],
  /** Forms and documents, no uploads of media. */
  requestBytes: [1 * MB, 1 * KB, 90 * MB],
  /** Counted on the stream, never held: a bound on mistakes. */
  responseBytes: [10 * MB, 1 * KB, 1024 * MB],
  /** Room for the most evaluations with a few hundred bytes each. */
  evaluationBytes: [64 * KB, 1 * KB, 256 * KB],
  /** A page with more contributions than this asks twice. */
  evaluations: [100, 1, 500],
  /** Then the browser connects again, which checks session, quarantine and allow-list afresh. */
  streamSeconds: [600, 10, HOUR_SECONDS],
} as const satisfies Record<string, readonly [byDefault: number, least: number, most: number]>

const SETTINGS = [
  'environment',
  'hostVersion',
  'operator',
  'tenancy',
  'redirectOrigins',
  'pdp',
  'doorbell',
  'alerts',
  'session',
  'authzenAnswers',
  'limits',
  'security',
  'budgets',
  'breaker',
] as const satisfies readonly (keyof Settings)[]

/** Reads the settings. A `null` place is a file that is not there: every default holds, and the environment is production. */
export function readSettings(place: Place | null): Settings {
  place?.only(...SETTINGS)
  return {
    environment: place?.optional('environment')?.oneOf(['production', 'staging', 'development']) ?? 'production',
    hostVersion: readHostVersion(place?.optional('hostVersion') ?? null),
    operator: readOperator(place?.optional('operator') ?? null),
    tenancy: readTenancy(place?.optional('tenancy') ?? null),
    redirectOrigins: place?.optional('redirectOrigins')?.items().map(readSecureOrigin) ?? [],
    pdp: readPdp(place?.optional('pdp') ?? null),
    doorbell: readDoorbell(place?.optional('doorbell') ?? null),
    alerts: readAlerts(place?.optional('alerts') ?? null),
    session: readSession(place?.optional('session') ?? null),
    authzenAnswers: place?.optional('authzenAnswers')?.oneOf(['source', 'standard']) ?? 'source',
    limits: readLimits(place?.optional('limits') ?? null),
    ...readGuards(place),
  }
}

function readHostVersion(place: Place | null): string {
  const version = place?.text() ?? HOST_VERSION
  if (version !== '' && valid(version) !== version) place?.reject('must be a semver version like "1.4.0"')
  return version
}

function readOperator(place: Place | null): Settings['operator'] {
  const host = place?.only('host').optional('host') ?? null
  return { host: host === null || host.isNothing ? null : readHost(host) }
}

function readTenancy(place: Place | null): Settings['tenancy'] {
  const aliases = place?.only('stripPort', 'aliases').optional('aliases')?.fields() ?? []
  return {
    stripPort: place?.optional('stripPort')?.flag() ?? false,
    aliases: Object.fromEntries(aliases.map(([host, tenant]) => [host, readHost(tenant)])),
  }
}

/** Only secrets of this name: a setting must not be able to send another secret anywhere. */
const PDP_SECRET = /^PDP_SECRET(?:_[A-Z0-9_]{1,64})?$/

function readPdp(place: Place | null): Settings['pdp'] {
  const named = place?.only('url', 'timeoutMs', 'dialect', 'secret').optional('url') ?? null
  const url = named === null || named.isNothing ? null : readSecureUrl(named)
  const secret = place?.optional('secret') ?? null
  if (url === null) secret?.reject('is for an external PDP: the embedded one is a binding, and asks for none')
  return {
    url,
    timeoutMs: readNumber(place, 'timeoutMs'),
    dialect: place?.optional('dialect')?.oneOf(['authzen', 'source']) ?? 'authzen',
    ...(secret !== null && { secret: secret.text(PDP_SECRET, 'the name of a secret, PDP_SECRET or PDP_SECRET_…') }),
  }
}

function readDoorbell(place: Place | null): Settings['doorbell'] {
  place?.only('leaseMs', 'graceMs', 'storeMs')
  return {
    leaseMs: readNumber(place, 'leaseMs'),
    graceMs: readNumber(place, 'graceMs'),
    storeMs: readNumber(place, 'storeMs'),
  }
}

function readSession(place: Place | null): Settings['session'] {
  place?.only('idleSeconds', 'absoluteSeconds')
  const idleSeconds = readNumber(place, 'idleSeconds')
  const absoluteSeconds = readNumber(place, 'absoluteSeconds')
  if (idleSeconds > absoluteSeconds) place?.reject('idleSeconds must not be longer than absoluteSeconds')
  return { idleSeconds, absoluteSeconds }
}

function readLimits(place: Place | null): Settings['limits'] {
  const names = [
    'bundleBytes',
    'requestBytes',
    'responseBytes',
    'evaluationBytes',
    'evaluations',
    'streamSeconds',
  ] as const
  place?.only(...names)
  return {
    bundleBytes: readNumber(place, 'bundleBytes'),
    requestBytes: readNumber(place, 'requestBytes'),
    responseBytes: readNumber(place, 'responseBytes'),
    evaluationBytes: readNumber(place, 'evaluationBytes'),
    evaluations: readNumber(place, 'evaluations'),
    streamSeconds: readNumber(place, 'streamSeconds'),
  }
}

function readNumber(place: Place | null, name: keyof typeof NUMBERS): number {
  const [byDefault, least, most] = NUMBERS[name]
  return place?.optional(name)?.integer(least, most) ?? byDefault
}
