/** Which sessions a provider's session (`sid`) or subject (`sub`) stands behind, so that it can end them from afar. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../env.ts'

/** Longer than the longest session that settings allow (seven days): nothing need be known for longer. */
const KEEP_MS = 8 * 24 * 60 * 60 * 1000

const SESSION = 'session:'

export class LogoutObject extends DurableObject<Env> {
  /** @param sessionName Name of the session's Durable Object (hash of its id). */
  async add(sessionName: string): Promise<void> {
    await this.ctx.storage.put(`${SESSION}${sessionName}`, true)
    await this.ctx.storage.setAlarm(Date.now() + KEEP_MS)
  }

  async remove(sessionName: string): Promise<void> {
    await this.ctx.storage.delete(`${SESSION}${sessionName}`)
  }

  /** Names of the sessions behind it. They stay known until they are removed one by one. */
  async names(): Promise<readonly string[]> {
    const sessions = await this.ctx.storage.list({ prefix: SESSION })
    return [...sessions.keys()].map((key) => key.slice(SESSION.length))
  }

  /**
   * Takes every known session out, once per logout token.
   *
   * @param jti Identifier of the logout token, remembered so that the token cannot be played again.
   * @returns Names of the sessions to end, or `null` for a token that was seen before.
   */
  async takeAll(jti: string): Promise<readonly string[] | null> {
    if ((await this.ctx.storage.get(`jti:${jti}`)) !== undefined) return null
    await this.ctx.storage.put(`jti:${jti}`, true)
    await this.ctx.storage.setAlarm(Date.now() + KEEP_MS)
    const names = await this.names()
    await Promise.all(names.map((name) => this.remove(name)))
    return names
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }
}
