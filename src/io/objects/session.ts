/** One session: its record and its tokens, in a Durable Object of its own named by the SHA-256 of the session id. */
import { DurableObject } from 'cloudflare:workers'
import type { ProviderConfig } from '../../core/idps.ts'
import { refuseSession, type SessionRecord } from '../../core/session.ts'
import type { Settings } from '../../core/settings.ts'
import type { Env } from '../../env.ts'
import { refreshTokens, type Tokens } from '../idp.ts'
import { log } from '../log.ts'

/** How long before its end an access token is renewed. */
const RENEW_BEFORE_MS = 30_000

/** `lastSeenAt` is written at most this often: a read must not become a write each time. */
const TOUCH_EVERY_MS = 60_000

export interface StoredSession {
  readonly record: SessionRecord
  readonly limits: Settings['session']
  /** Names under which the provider can end it: its session and its subject. */
  readonly providerNames: readonly string[]
}

/** What is left to do at the identity provider once a session is over. */
export interface EndedSession extends StoredSession {
  readonly idToken: string | null
}

export interface AccessToken {
  readonly token: string | null
  /** Why there is none: the session has none, or its provider does not answer. */
  readonly missing: 'none' | 'unavailable' | null
}

const NO_TOKEN: AccessToken = { token: null, missing: 'none' }

function given(token: string): AccessToken {
  return { token, missing: null }
}

export class SessionObject extends DurableObject<Env> {
  #refreshing: Promise<AccessToken> | null = null

  async open(session: StoredSession, tokens: Tokens): Promise<void> {
    await this.ctx.storage.put<StoredSession | Tokens>({ session, tokens })
    await this.#wakeAtEnd(session)
  }

  /**
   * The live record, or `null` when there is none or its time is over.
   *
   * @param isSeen Whether this counts as a sign of the person: a page that merely stands open is none.
   */
  async read(isSeen = true): Promise<SessionRecord | null> {
    const stored = await this.ctx.storage.get<StoredSession>('session')
    if (stored === undefined) return null
    const now = Date.now()
    if (refuseSession(stored.record, stored.record.tenant, now, stored.limits) !== null) {
      await this.#erase()
      return null
    }
    if (!isSeen || now - stored.record.lastSeenAt < TOUCH_EVERY_MS) return stored.record
    const record = { ...stored.record, lastSeenAt: now }
    await this.ctx.storage.put<StoredSession>('session', { ...stored, record })
    return record
  }

  /**
   * Destroys the session. What it returns lets the caller end the provider's session too.
   *
   * @param tenant Only if the session is this tenant's; `null`: whosever it is.
   */
  async end(tenant: string | null = null): Promise<EndedSession | null> {
    const stored = await this.ctx.storage.get<StoredSession>('session')
    if (tenant !== null && stored?.record.tenant !== tenant) return null
    const tokens = await this.ctx.storage.get<Tokens>('tokens')
    await this.#erase()
    return stored === undefined ? null : { ...stored, idToken: tokens?.idToken ?? null }
  }

  /**
   * The person's access token, renewed when it is about to end. Renewals run one at a time: two uses of one refresh
   * token make a provider revoke the whole grant.
   *
   * @returns `none` also when the provider has revoked the grant, which ends the session; `unavailable` when it does not
   *   answer and the token that is there has ended.
   */
  async accessToken(provider: ProviderConfig): Promise<AccessToken> {
    const tokens = await this.ctx.storage.get<Tokens>('tokens')
    if (tokens === undefined) return NO_TOKEN
    if (tokens.expiresAt - Date.now() > RENEW_BEFORE_MS) return given(tokens.accessToken)
    this.#refreshing ??= this.#renew(provider, tokens).finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  override async alarm(): Promise<void> {
    const stored = await this.ctx.storage.get<StoredSession>('session')
    if (stored === undefined) return
    if (refuseSession(stored.record, stored.record.tenant, Date.now(), stored.limits) !== null) await this.#erase()
    else await this.#wakeAtEnd(stored)
  }

  async #renew(provider: ProviderConfig, tokens: Tokens): Promise<AccessToken> {
    const isGood = tokens.expiresAt > Date.now()
    if (tokens.refreshToken === null) return isGood ? given(tokens.accessToken) : NO_TOKEN
    const outcome = await refreshTokens(this.env, provider, tokens)
    if (outcome.kind === 'revoked') {
      log('warn', 'session_grant_revoked', { provider: provider.name })
      await this.#erase()
      return NO_TOKEN
    }
    // The provider is down: a token that still lives serves on, the session is not touched.
    if (outcome.kind === 'unavailable') {
      return isGood ? given(tokens.accessToken) : { token: null, missing: 'unavailable' }
    }
    // A log-out that came meanwhile has erased the record; its tokens must not come back.
    const stored = await this.ctx.storage.get<StoredSession>('session')
    if (stored === undefined) return NO_TOKEN
    await this.ctx.storage.put<Tokens>('tokens', outcome.tokens)
    return given(outcome.tokens.accessToken)
  }

  async #wakeAtEnd({ record, limits }: StoredSession): Promise<void> {
    const idleEnd = record.lastSeenAt + limits.idleSeconds * 1000
    const absoluteEnd = record.createdAt + limits.absoluteSeconds * 1000
    await this.ctx.storage.setAlarm(Math.min(idleEnd, absoluteEnd) + 1000)
  }

  async #erase(): Promise<void> {
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }
}
