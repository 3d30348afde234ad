/** Opens, reads and ends sessions, and keeps the sign-ins that lead to them. An isolate remembers a session for at most a second. */
import type { ProviderConfig } from '../core/idps.ts'
import type { SessionRecord } from '../core/session.ts'
import type { Settings } from '../core/settings.ts'
import type { Env } from '../env.ts'
import { randomId, sha256Hex } from './digest.ts'
import { Flights } from './flights.ts'
import type { Tokens } from './idp.ts'
import { Memo } from './memo.ts'
import type { LoginTransaction } from './objects/login.ts'
import type { AccessToken, EndedSession } from './objects/session.ts'

const SESSION_AGE_MS = 1000
/** Some ten thousand people's. A provider that says a lot of each makes it fewer, and nobody's memory larger. */
const MAX_SESSION_CHARACTERS = 8_000_000

/** What a session, or a logout token, has of the identity provider: its session, its subject, or both. */
export interface ProviderSession {
  readonly issuer: string
  readonly sid?: string | undefined
  readonly userId?: string | undefined
}

/** The Durable Object of a session or a sign-in does not answer. */
export class SessionUnavailable extends Error {
  override readonly name = 'SessionUnavailable'
}

const remembered = new Memo<SessionRecord>(SESSION_AGE_MS, MAX_SESSION_CHARACTERS)
const flights = new Flights<SessionRecord | null>()
/** How often this isolate has ended sessions: what was read before that may be of one that is over. */
let endings = 0

/** @returns The new session's id: 256 random bits, of which only the hash is ever stored. */
export async function openSession(
  env: Env,
  record: SessionRecord,
  tokens: Tokens,
  limits: Settings['session'],
): Promise<string> {
  const id = randomId()
  const name = await sha256Hex(id)
  const providerNames = namesOf(record)
  return reaching(async () => {
    await env.SESSIONS.getByName(name).open({ record, limits, providerNames }, tokens)
    const tooMany = await Promise.all(providerNames.map((key) => env.LOGOUTS.getByName(key).add(name)))
    await endAll(env, tooMany.flat())
    return id
  })
}

/** @returns `null` when there is no such session, or its time is over. */
export async function readSession(env: Env, id: string): Promise<SessionRecord | null> {
  return knownSession(id) ?? flights.join(id, () => askForSession(env, id))
}

/** The record as it was read within the last second; `null`: {@link readSession} has to ask. */
export function knownSession(id: string): SessionRecord | null {
  return remembered.get(id, Date.now()) ?? null
}

async function askForSession(env: Env, id: string): Promise<SessionRecord | null> {
  const askedAt = Date.now()
  const endingsBefore = endings
  const name = await sha256Hex(id)
  const record = await reaching(() => env.SESSIONS.getByName(name).read())
  if (record !== null && endings === endingsBefore) {
    remembered.set(id, record, askedAt, JSON.stringify(record).length)
  }
  return record
}

/** Whether an open stream may go on. It asks by itself, so asking keeps nobody's session alive. */
export async function isSessionAlive(env: Env, id: string): Promise<boolean> {
  const name = await sha256Hex(id)
  return reaching(async () => (await env.SESSIONS.getByName(name).read(false)) !== null)
}

export async function endSession(env: Env, id: string): Promise<EndedSession | null> {
  remembered.forget(id)
  const name = await sha256Hex(id)
  return reaching(() => endNamed(env, name, null))
}

async function endNamed(env: Env, name: string, tenant: string | null): Promise<EndedSession | null> {
  const ended = await env.SESSIONS.getByName(name).end(tenant)
  endings += 1
  if (ended !== null) {
    await Promise.all(ended.providerNames.map((key) => env.LOGOUTS.getByName(key).remove(name)))
  }
  return ended
}

/** Keeps what must come back unchanged from the identity provider. */
export async function keepLogin(env: Env, id: string, transaction: LoginTransaction): Promise<void> {
  const name = await sha256Hex(id)
  return reaching(() => env.LOGINS.getByName(name).keep(transaction))
}

/** @returns The sign-in under way, once; `null` when there is none. */
export async function takeLogin(env: Env, id: string): Promise<LoginTransaction | null> {
  const name = await sha256Hex(id)
  return reaching(() => env.LOGINS.getByName(name).take())
}

export async function accessTokenOf(env: Env, id: string, provider: ProviderConfig): Promise<AccessToken> {
  const name = await sha256Hex(id)
  return reaching(() => env.SESSIONS.getByName(name).accessToken(provider))
}

/**
 * Ends what a provider's logout token names: one provider session, or everything of a subject.
 *
 * @returns How many sessions ended, or `null` for a token that was played before.
 */
export async function endProviderSessions(env: Env, provided: ProviderSession, jti: string): Promise<number | null> {
  const [key] = namesOf(provided)
  if (key === undefined) return 0
  return reaching(async () => {
    const names = await env.LOGOUTS.getByName(key).toEnd(jti)
    if (names === null) return null
    await endAll(env, names)
    // Only now: what could not be ended is ended when the provider sends its token again.
    await env.LOGOUTS.getByName(key).ended(jti, names)
    return names.length
  })
}

async function endAll(env: Env, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  try {
    await Promise.all(names.map((name) => env.SESSIONS.getByName(name).end()))
  } finally {
    endings += 1
    remembered.clear()
  }
}

/**
 * Ends the sessions of one person, for an operator. Other isolates may know them for a second.
 *
 * @param tenant Those at this tenant alone; `null`: wherever they are.
 * @returns How many ended.
 */
export async function endPersonSessions(
  env: Env,
  { issuer, userId }: { readonly issuer: string; readonly userId: string },
  tenant: string | null,
): Promise<number> {
  const [key = ''] = namesOf({ issuer, userId })
  return reaching(async () => {
    const names = await env.LOGOUTS.getByName(key).names()
    const ended = await Promise.all(names.map((name) => endNamed(env, name, tenant)))
    remembered.clear()
    return ended.filter((each) => each !== null).length
  })
}

/** The narrower name first: a token that names a provider session ends that one alone. */
function namesOf({ issuer, sid, userId }: ProviderSession): readonly string[] {
  const names = userId === undefined ? [] : [`sub ${issuer} ${userId}`]
  return sid === undefined ? names : [`sid ${issuer} ${sid}`, ...names]
}

async function reaching<Value>(reach: () => Promise<Value>): Promise<Value> {
  try {
    return await reach()
  } catch (cause) {
    throw new SessionUnavailable('the session store does not answer', { cause })
  }
}
