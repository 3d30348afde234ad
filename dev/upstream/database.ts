/** The services' data: one SQLite database, every row of one tenant. */
import { DatabaseSync } from 'node:sqlite'
import { catalogueOf } from './catalogue.ts'
import { uuidOf } from './noise.ts'
import { salesOf } from './sales-figures.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tenants (tenant TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS items (
    tenant TEXT NOT NULL, id TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL,
    location TEXT NOT NULL, quantity INTEGER NOT NULL, reorder_level INTEGER NOT NULL,
    unit_price_cents INTEGER NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (tenant, id), UNIQUE (tenant, sku)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sales (
    tenant TEXT NOT NULL, month TEXT NOT NULL, region TEXT NOT NULL,
    revenue_cents INTEGER NOT NULL, orders INTEGER NOT NULL,
    PRIMARY KEY (tenant, month, region)
  ) STRICT;
`

/** @param file Path of the database, or `:memory:`. */
export function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  db.exec(SCHEMA)
  return db
}

/** Gives a tenant its demo data when it is first seen; what was deleted since stays deleted. */
export function seedOnce(db: DatabaseSync, tenant: string, now: Date): void {
  const { changes } = db.prepare('INSERT OR IGNORE INTO tenants VALUES (?)').run(tenant)
  if (changes === 0) return
  const item = db.prepare('INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)')
  for (const { sku, name, category, location, quantity, reorderLevel, unitPriceCents } of catalogueOf(tenant)) {
    const id = uuidOf(`${tenant} ${sku}`)
    item.run(tenant, id, sku, name, category, location, quantity, reorderLevel, unitPriceCents, now.toISOString())
  }
  const figure = db.prepare('INSERT INTO sales VALUES (?, ?, ?, ?, ?)')
  for (const { month, region, revenueCents, orders } of salesOf(tenant, now)) {
    figure.run(tenant, month, region, revenueCents, orders)
  }
}
