/**
 * The plugins under development of one tenant, and what they did. Bound in the environment `development` alone. An
 * overlay lives as long as its author's tools ask for news of it; then it goes by itself, and open pages are told.
 */
import { DurableObject } from 'cloudflare:workers'
import type { DevelopmentNote, Overlay } from '../../core/development.ts'
import type { Env } from '../../env.ts'
import { ring } from '../doorbell.ts'

/** Tools ask every second; a laptop that slept for a moment keeps its overlay. */
const LIFE_MS = 15_000
/** Each note is kept once for each build; enough for a day's session, too little to fill a disk. */
const MOST_NOTES = 2000

interface Kept {
  readonly overlay: Overlay
  readonly tenant: string
  readonly expiresAt: number
}

export interface NumberedNote {
  readonly seq: number
  /** JSON of a `DevelopmentNote`. */
  readonly note: string
}

export class OverlayObject extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS notes (seq INTEGER PRIMARY KEY AUTOINCREMENT, plugin TEXT, build TEXT, note TEXT, UNIQUE (plugin, build, note))',
    )
  }

  /** @returns `Overlay[]` as JSON: a manifest passes on what nobody has declared, for which a call has no type. */
  async overlays(): Promise<string> {
    const kept = await this.ctx.storage.list<Kept>({ prefix: 'overlay:' })
    const alive = [...kept.values()].filter(({ expiresAt }) => expiresAt > Date.now())
    return JSON.stringify(alive.map(({ overlay }) => overlay))
  }

  /** @param isNew A session begins: what was noted before is forgotten. */
  async put(tenant: string, id: string, overlay: Overlay, isNew: boolean): Promise<void> {
    if (isNew) this.ctx.storage.sql.exec('DELETE FROM notes WHERE plugin = ?', id)
    await this.#keep(id, { overlay, tenant, expiresAt: Date.now() + LIFE_MS })
  }

  /** Its tools are still there. @returns `false`: the overlay is gone, and has to be put again. */
  async renew(id: string): Promise<boolean> {
    const kept = await this.ctx.storage.get<Kept>(`overlay:${id}`)
    if (kept === undefined) return false
    await this.#keep(id, { ...kept, expiresAt: Date.now() + LIFE_MS })
    return true
  }

  /** What was noted of it stays, for whoever wants to learn from it. */
  async remove(id: string): Promise<void> {
    await this.ctx.storage.delete(`overlay:${id}`)
  }

  async note(id: string, notes: readonly DevelopmentNote[]): Promise<void> {
    const build = (await this.ctx.storage.get<Kept>(`overlay:${id}`))?.overlay.plugin?.sha256 ?? ''
    for (const note of notes) {
      const text = JSON.stringify(note)
      this.ctx.storage.sql.exec('INSERT OR IGNORE INTO notes (plugin, build, note) VALUES (?, ?, ?)', id, build, text)
    }
    this.ctx.storage.sql.exec(
      'DELETE FROM notes WHERE plugin = ? AND seq <= (SELECT max(seq) FROM notes) - ?',
      id,
      MOST_NOTES,
    )
  }

  async notes(id: string, after: number): Promise<readonly NumberedNote[]> {
    const rows = this.ctx.storage.sql.exec<{ seq: number; note: string }>(
      'SELECT seq, note FROM notes WHERE plugin = ? AND seq > ? ORDER BY seq',
      id,
      after,
    )
    return [...rows]
  }

  override async alarm(): Promise<void> {
    const kept = await this.ctx.storage.list<Kept>({ prefix: 'overlay:' })
    const late = [...kept].filter(([, { expiresAt }]) => expiresAt <= Date.now())
    await this.ctx.storage.delete(late.map(([key]) => key))
    for (const tenant of new Set(late.map(([, each]) => each.tenant))) {
      await ring(this.env, tenant, { kind: 'overlay' }, Date.now())
    }
    const next = Math.min(...[...kept.values()].map(({ expiresAt }) => expiresAt).filter((at) => at > Date.now()))
    if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next + 1)
  }

  async #keep(id: string, kept: Kept): Promise<void> {
    await this.ctx.storage.put(`overlay:${id}`, kept)
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(kept.expiresAt + 1)
  }
}
