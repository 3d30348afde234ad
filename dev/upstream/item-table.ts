/** The items of one tenant at a time: no statement is without its tenant. */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Item, ItemInput } from './item.ts'

export interface ItemPage {
  readonly items: readonly Item[]
  /** How many match in all. */
  readonly total: number
}

export class ItemTable {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** @param q Part of a name, SKU, category or location, in any case; empty: everything. */
  list(tenant: string, q: string, limit: number, offset: number): ItemPage {
    const like = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    const where = String.raw`tenant = ? AND name || ' ' || sku || ' ' || category || ' ' || location LIKE ? ESCAPE '\'`
    const found = this.#db.prepare(`SELECT count(*) AS total FROM items WHERE ${where}`).get(tenant, like)
    const sql = `SELECT * FROM items WHERE ${where} ORDER BY name COLLATE NOCASE, id LIMIT ? OFFSET ?`
    const rows = this.#db.prepare(sql).all(tenant, like, limit, offset)
    return { items: rows.map(itemOf), total: Number(found?.['total'] ?? 0) }
  }

  get(tenant: string, id: string): Item | undefined {
    const row = this.#db.prepare('SELECT * FROM items WHERE tenant = ? AND id = ?').get(tenant, id)
    return row && itemOf(row)
  }

  /** Whether another item of the tenant has the SKU. */
  isTaken(tenant: string, sku: string, exceptId = ''): boolean {
    const sql = 'SELECT 1 FROM items WHERE tenant = ? AND sku = ? AND id <> ?'
    return this.#db.prepare(sql).get(tenant, sku, exceptId) !== undefined
  }

  insert(tenant: string, input: ItemInput, now: Date): Item {
    const id = randomUUID()
    const { sku, name, category, location, quantity, reorderLevel, unitPriceCents } = input
    this.#db
      .prepare('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)')
      .run(tenant, id, sku, name, category, location, quantity, reorderLevel, unitPriceCents, now.toISOString())
    return { ...input, id, currency: 'EUR', updatedAt: now.toISOString(), version: 1 }
  }

  update(tenant: string, id: string, input: ItemInput, now: Date): Item | undefined {
    const { sku, name, category, location, quantity, reorderLevel, unitPriceCents } = input
    this.#db
      .prepare(
        `UPDATE items SET sku = ?, name = ?, category = ?, location = ?, quantity = ?, reorder_level = ?,
           unit_price_cents = ?, updated_at = ?, version = version + 1 WHERE tenant = ? AND id = ?`,
      )
      .run(sku, name, category, location, quantity, reorderLevel, unitPriceCents, now.toISOString(), tenant, id)
    return this.get(tenant, id)
  }

  remove(tenant: string, id: string): void {
    this.#db.prepare('DELETE FROM items WHERE tenant = ? AND id = ?').run(tenant, id)
  }
}

function itemOf(row: Record<string, SQLOutputValue>): Item {
  return {
    id: String(row['id']),
    sku: String(row['sku']),
    name: String(row['name']),
    category: String(row['category']),
    location: String(row['location']),
    quantity: Number(row['quantity']),
    reorderLevel: Number(row['reorder_level']),
    unitPriceCents: Number(row['unit_price_cents']),
    currency: 'EUR',
    updatedAt: String(row['updated_at']),
    version: Number(row['version']),
  }
}
