/** One sign-in under way: what must come back unchanged from the identity provider. Taken once, gone after ten minutes. */
import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../env.ts'

/** Long enough to find a password, short enough that a left-over is worthless. */
export const LOGIN_LIFE_SECONDS = 600

export interface LoginTransaction {
  readonly tenant: string
  /** Name of the identity provider's entry the person was sent to. */
  readonly idp: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly redirectUri: string
  readonly returnTo: string
}

export class LoginObject extends DurableObject<Env> {
  async keep(transaction: LoginTransaction): Promise<void> {
    await this.ctx.storage.put('transaction', transaction)
    await this.ctx.storage.setAlarm(Date.now() + LOGIN_LIFE_SECONDS * 1000)
  }

  /** Hands the transaction out once. */
  async take(): Promise<LoginTransaction | null> {
    const transaction = await this.ctx.storage.get<LoginTransaction>('transaction')
    await this.#erase()
    return transaction ?? null
  }

  override async alarm(): Promise<void> {
    await this.#erase()
  }

  async #erase(): Promise<void> {
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }
}
