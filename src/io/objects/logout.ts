/** Which sessions a provider's session (`sid`) or subject (`sub`) stands behind, so that it can end them from afar. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../env.ts'

/** Longer than the longest session that settings allow (seven days): nothing need be known for longer. */
const KEEP_MS = 8 * 24 * 60 * 60 * 1000

/** So many must be ended by one token, in one request, which the platform lets reach a thousand objects. */
const MOST_SESSIONS = 200

const SESSION = 'session:'

export class LogoutObject extends DurableObject<Env> {
  /**
   * @param sessionName Name of the session's Durable Object (hash of its id).
   * @returns Names of the oldest sessions, where this is one too many; they are known here no longer, and to be ended.
   */
  async add(sessionName: string): Promise<readonly string[]> {
    const known = await this.ctx.storage.list<number>({ prefix: SESSION })
    known.delete(SESSION + sessionName)
    await this.ctx.storage.put(SESSION + sessionName, Date.now())
    await this.ctx.storage.setAlarm(Date.now() + KEEP_MS)
    const oldest = [...known].toSorted(([, one], [, other]) => one - other)
    const tooMany = oldest.slice(0, Math.max(0, known.size + 1 - MOST_SESSIONS)).map(([key]) => key)
    await this.#forget(tooMany)
    return tooMany.map((key) => key.slice(SESSION.length))
  }

  async remove(sessionName: string): Promise<void> {
    await this.ctx.storage.delete(SESSION + sessionName)
  }

  /** Names of the sessions behind it. They stay known until they are removed. */
  async names(): Promise<readonly string[]> {
    const sessions = await this.ctx.storage.list({ prefix: SESSION })
    return [...sessions.keys()].map((key) => key.slice(SESSION.length))
  }

  /**
   * @param jti Identifier of a logout token.
   * @returns Names of the sessions that it ends, or `null` for a token that has done its work already.
   */
  async toEnd(jti: string): Promise<readonly string[] | null> {
    return (await this.ctx.storage.get(`jti:${jti}`)) === undefined ? this.names() : null
  }

  /** These have been ended: the token cannot be played again. */
  async ended(jti: string, sessionNames: readonly string[]): Promise<void> {
    await this.ctx.storage.put(`jti:${jti}`, true)
    await this.ctx.storage.setAlarm(Date.now() + KEEP_MS)
    await this.#forget(sessionNames.map((name) => SESSION + name))
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }

  async #forget(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.ctx.storage.delete(key)))
  }
}
