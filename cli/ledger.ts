/**
 * Who may change the configuration at this moment, and what was written last.
 *
 * KV has no compare-and-set and may show what is a minute old. R2 is strongly consistent and writes on a condition, so
 * that one small object there is both lock and memory: it is only ever replaced while it still is what was read.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { own, ownText } from '../src/core/own-property.ts'
import { sha256 } from './digest.ts'
import { say } from './report.ts'
import { Stop } from './stop.ts'
import type { Stores } from './stores.ts'

const LEDGER_KEY = '.publish/ledger.json'
/** Longer than any publish takes between two renewals, short enough to wait for when a runner was lost. */
const HOLD_MS = 60_000
const POLL_MS = 300
const WAIT_MS = 120_000
/** KV may serve what it had for a minute; then what it shows was put there by somebody else. */
const STALE_MS = 90_000
const REMEMBERED = 20

interface Holder {
  readonly id: string
  readonly host: string
  readonly pid: number
  /** Unix milliseconds. */
  readonly until: number
}

interface Written {
  readonly key: string
  readonly sha256: string
  readonly at: number
}

interface State {
  readonly holder: Holder | null
  readonly written: readonly Written[]
}

export interface Turn {
  /** The text of a configuration file that is no older than the last one written in a turn. */
  read(key: string): Promise<string | null>
  /**
   * Writes it, unless somebody wrote meanwhile.
   *
   * @param before The text that the new one was made from.
   * @throws {Stop} `conflict`
   */
  write(key: string, before: string | null, text: string): Promise<void>
}

/** Takes a turn at changing the configuration: one at a time, everybody else waits. */
export async function inTurn<Result>(stores: Stores, work: (turn: Turn) => Promise<Result>): Promise<Result> {
  const id = randomUUID()
  await acquire(stores, id)
  try {
    return await work(turnOf(stores, id))
  } finally {
    await update(stores, id, (state) => ({ ...state, holder: null }))
  }
}

function turnOf(stores: Stores, id: string): Turn {
  return {
    read: async (key) => {
      const { state } = await load(stores)
      return readFresh(
        stores,
        key,
        state.written.filter((entry) => entry.key === key),
      )
    },
    write: async (key, before, text) => {
      const renewed = await update(stores, id, (state) => ({ ...state, holder: holderOf(id) }))
      if (!renewed) throw new Stop('conflict', 'This took so long that somebody else has taken over.', RUN_AGAIN)
      if ((await readText(stores, key)) !== before) {
        throw new Stop('conflict', `${key} was changed by somebody else meanwhile.`, RUN_AGAIN)
      }
      await stores.writeConfig(key, new TextEncoder().encode(text))
      const entry = { key, sha256: sha256(text), at: Date.now() }
      await update(stores, id, (state) => ({ ...state, written: [entry, ...state.written].slice(0, REMEMBERED) }))
    },
  }
}

const RUN_AGAIN = ['Run the same command again: it starts from what is there now.']

function holderOf(id: string): Holder {
  return { id, host: hostname(), pid: process.pid, until: Date.now() + HOLD_MS }
}

async function acquire(stores: Stores, id: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  let told = false
  while (Date.now() < deadline) {
    const { state, etag } = await load(stores)
    if (isFree(state.holder) && (await save(stores, { ...state, holder: holderOf(id) }, etag))) return
    if (!told && !isFree(state.holder)) say('· waiting for another publish to end')
    told = true
    await delay(POLL_MS * (0.5 + Math.random()))
  }
  throw new Stop('conflict', 'Somebody else has been publishing for two minutes.', RUN_AGAIN)
}

/** Also when whoever held it is known to be gone: a process of this machine that no longer runs. */
function isFree(holder: Holder | null): boolean {
  if (holder === null || holder.until < Date.now()) return true
  return holder.host === hostname() && holder.pid !== process.pid && !isRunning(holder.pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Changes the ledger while this turn lasts. */
async function update(stores: Stores, id: string, change: (state: State) => State): Promise<boolean> {
  for (;;) {
    const { state, etag } = await load(stores)
    if (state.holder?.id !== id) return false
    if (await save(stores, change(state), etag)) return true
  }
}

async function load(stores: Stores): Promise<{ readonly state: State; readonly etag: string | null }> {
  const object = await stores.readObject(LEDGER_KEY)
  if (object === null) return { state: { holder: null, written: [] }, etag: null }
  const value: unknown = JSON.parse(new TextDecoder().decode(object.bytes))
  return { state: readState(value), etag: object.etag }
}

async function save(stores: Stores, state: State, etag: string | null): Promise<boolean> {
  const bytes = new TextEncoder().encode(JSON.stringify(state))
  return stores.writeObject(LEDGER_KEY, bytes, etag === null ? 'absent' : { etag })
}

function readState(value: unknown): State {
  const holder = own(value, 'holder')
  const written = own(value, 'written')
  const list: readonly unknown[] = Array.isArray(written) ? written : []
  return {
    holder:
      ownText(holder, 'id') === undefined
        ? null
        : {
            id: ownText(holder, 'id') ?? '',
            host: ownText(holder, 'host') ?? '',
            pid: Number(own(holder, 'pid')),
            until: Number(own(holder, 'until')),
          },
    written: list.map((entry) => ({
      key: ownText(entry, 'key') ?? '',
      sha256: ownText(entry, 'sha256') ?? '',
      at: Number(own(entry, 'at')),
    })),
  }
}

/**
 * What KV shows is either what was written last, something newer that was written by hand, or, for a minute, something
 * older that was also written in a turn: then it is waited out.
 */
async function readFresh(stores: Stores, key: string, written: readonly Written[]): Promise<string | null> {
  const [latest, ...older] = written
  for (;;) {
    const text = await readText(stores, key)
    const hash = text === null ? null : sha256(text)
    const isOld = latest !== undefined && hash !== latest.sha256 && older.some((entry) => entry.sha256 === hash)
    if (!isOld || latest.at + STALE_MS < Date.now()) return text
    say('· waiting until KV shows what was written last')
    await delay(POLL_MS * 10)
  }
}

async function readText(stores: Stores, key: string): Promise<string | null> {
  const bytes = await stores.readConfig(key)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}
