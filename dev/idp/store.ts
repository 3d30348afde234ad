/** Everything the provider remembers, in memory: it is gone when the process ends. */
import type { Adapter, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly model: string
  readonly id: string
  readonly payload: AdapterPayload
  /** Unix time in milliseconds. */
  readonly expiresAt: number
}

/** One store for all models, so that it can be asked what a person holds; the library's own cannot. */
export class MemoryStore {
  readonly #entries = new Map<string, Entry>()

  /** The adapter of one model, as the library asks for it. */
  adapterOf(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`
    const all = this.#entries
    return {
      upsert: async (id, payload, expiresIn) => {
        const expiresAt = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000
        all.set(key(id), { model, id, payload, expiresAt })
      },
      find: async (id) => this.#live(key(id))?.payload,
      findByUid: async (uid) => this.#first(model, (payload) => payload.uid === uid),
      findByUserCode: async (code) => this.#first(model, (payload) => payload.userCode === code),
      consume: async (id) => {
        const entry = all.get(key(id))
        if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000)
      },
      destroy: async (id) => void all.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [at, entry] of all) if (entry.model === model && entry.payload.grantId === grantId) all.delete(at)
      },
    }
  }

  /** What is kept of a person in one model, for test suites. */
  heldBy(sub: string, model: string): readonly AdapterPayload[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.model === model && entry.payload.accountId === sub)
      .map((entry) => entry.payload)
  }

  /** Forgets a person's grants and the tokens under them. @returns How many entries are gone. */
  revokeGrantsOf(sub: string): number {
    const models = new Set(['Grant', 'AccessToken', 'RefreshToken', 'AuthorizationCode'])
    const doomed = [...this.#entries].filter(([, { model, payload }]) => models.has(model) && payload.accountId === sub)
    for (const [at] of doomed) this.#entries.delete(at)
    return doomed.length
  }

  #live(at: string): Entry | undefined {
    const entry = this.#entries.get(at)
    if (!entry || entry.expiresAt > Date.now()) return entry
    this.#entries.delete(at)
    return undefined
  }

  #first(model: string, holds: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [at, entry] of this.#entries) {
      if (entry.model === model && holds(entry.payload)) return this.#live(at)?.payload
    }
    return undefined
  }
}
