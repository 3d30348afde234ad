/** The operator of the load run: quarantines and lifts, again and again, and checks afterwards that each row is there. */
import { setTimeout as pause } from 'node:timers/promises'
import { rawRequest } from '../../dev/raw-request.ts'
import { chainText, verifyChain, type AuditRow } from '../../src/core/audit.ts'
import { own, ownText } from '../../src/core/own-property.ts'
import { sha256Hex } from '../../src/io/digest.ts'
import type { Rig } from './rig.ts'

const HOST = 'acme.localhost'
const PLUGIN = 'inventory'
/** From the receipt on, in other isolates: their lease. */
const LEASE_MS = 1000
const HELD_MS = 1500

interface Page {
  readonly rows: readonly AuditRow[]
  readonly head: { readonly seq: number; readonly hash: string }
}

function isPage(value: unknown): value is Page {
  return Array.isArray(own(value, 'rows')) && own(value, 'head') !== undefined
}

function pageIn(value: unknown): Page {
  if (!isPage(value)) throw new Error(`no page of the trail: ${JSON.stringify(value)}`)
  return value
}

/** Counts up with each change; even: the plugin is open, or nobody knows. */
export class Gate {
  epoch = 0

  get isClosed(): boolean {
    return this.epoch % 2 === 1
  }
}

export class LoadOperator {
  readonly #rig: Pick<Rig, 'port' | 'operatorToken'>
  /** Request ids of what was done. */
  readonly receipts: string[] = []
  /** What was refused while a part was down, as it should be. */
  refused = 0

  constructor(rig: Pick<Rig, 'port' | 'operatorToken'>) {
    this.#rig = rig
  }

  async keepOperating(gate: Gate, goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      if (await this.#order('quarantine')) {
        await pause(LEASE_MS)
        gate.epoch += 1
        await pause(HELD_MS)
        gate.epoch += 1
      }
      // Until it works: the next round begins with an open plugin.
      while (!(await this.#order('unquarantine'))) await pause(LEASE_MS)
      await pause(HELD_MS)
    }
  }

  async #order(action: string): Promise<boolean> {
    const answer = await this.#send('POST', `/api/plugins/${action}/${PLUGIN}`)
    const receipt: unknown = JSON.parse(await answer.text())
    if (answer.status === 200) this.receipts.push(ownText(receipt, 'requestId') ?? 'no request id')
    else this.refused += 1
    return answer.status === 200
  }

  /** How many of the actions that were acknowledged lack a row, and what is wrong with the chain. */
  async checkTrail() {
    const rows: AuditRow[] = []
    for (;;) {
      const answer = await this.#send('GET', `/api/ops/audit?after=${rows.length}&limit=500`)
      const page = pageIn(JSON.parse(await answer.text()))
      rows.push(...page.rows)
      if (page.rows.length > 0 && rows.length < page.head.seq) continue
      const hashes = await Promise.all(rows.map((row) => sha256Hex(chainText(row))))
      const has = (id: string, outcome: string) => rows.some((row) => row.requestId === id && row.outcome === outcome)
      const lost = this.receipts.filter((id) => !has(id, 'begun') || !has(id, 'done')).length
      return { rows: rows.length, lost, fault: verifyChain(rows, hashes, { head: page.head }) }
    }
  }

  #send(method: string, path: string): Promise<Response> {
    const { port, operatorToken } = this.#rig
    return rawRequest(port, `${HOST}:${port}`, path, { method, headers: { Authorization: `Bearer ${operatorToken}` } })
  }
}
