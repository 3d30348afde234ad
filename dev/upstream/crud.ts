/** Service `crud`: the inventory under `/api/crud/items`. */
import type { DatabaseSync } from 'node:sqlite'
import { type Context, Hono } from 'hono'
import type { ServiceEnv } from './caller.ts'
import { seedOnce } from './database.ts'
import { parseItem, type Item, type ItemInput } from './item.ts'
import { ItemTable } from './item-table.ts'
import { type FieldError, problem } from './problem.ts'

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const MAX_LIMIT = 100
const SKU_TAKEN: readonly FieldError[] = [{ field: 'sku', why: 'is taken by another item' }]

export function crud(db: DatabaseSync): Hono<ServiceEnv> {
  const table = new ItemTable(db)

  return new Hono<ServiceEnv>()
    .use(async (c, next) => {
      seedOnce(db, c.var.caller.tenant, new Date())
      await next()
    })
    .get('/items', (c) => {
      const limit = wholeNumber(c.req.query('limit') ?? '20', 1, MAX_LIMIT)
      const offset = wholeNumber(c.req.query('offset') ?? '0', 0, Number.MAX_SAFE_INTEGER)
      if (limit === undefined) return problem(c, 'invalid', [{ field: 'limit', why: `must be 1 to ${MAX_LIMIT}` }])
      if (offset === undefined) return problem(c, 'invalid', [{ field: 'offset', why: 'must be 0 or more' }])
      const page = table.list(c.var.caller.tenant, c.req.query('q') ?? '', limit, offset)
      return c.json({ ...page, limit, offset })
    })
    .post('/items', async (c) => {
      const { tenant } = c.var.caller
      const input = await readItem(c)
      if (!isItem(input)) return problem(c, 'invalid', input)
      if (table.isTaken(tenant, input.sku)) return problem(c, 'invalid', SKU_TAKEN)
      const item = table.insert(tenant, input, new Date())
      return c.json(item, 201, { ETag: etagOf(item), Location: `/api/crud/items/${item.id}` })
    })
    .get(`/items/:id{${UUID}}`, (c) => {
      const item = table.get(c.var.caller.tenant, c.req.param('id'))
      if (!item) return problem(c, 'not_found')
      if (c.req.header('If-None-Match') === etagOf(item)) return c.body(null, 304, { ETag: etagOf(item) })
      return c.json(item, 200, { ETag: etagOf(item) })
    })
    .put(`/items/:id{${UUID}}`, async (c) => {
      const { tenant } = c.var.caller
      const input = await readItem(c)
      const before = table.get(tenant, c.req.param('id'))
      if (!before) return problem(c, 'not_found')
      if (hasChanged(c, before)) return problem(c, 'changed')
      if (!isItem(input)) return problem(c, 'invalid', input)
      if (table.isTaken(tenant, input.sku, before.id)) return problem(c, 'invalid', SKU_TAKEN)
      const item = table.update(tenant, before.id, input, new Date())
      return item ? c.json(item, 200, { ETag: etagOf(item) }) : problem(c, 'not_found')
    })
    .delete(`/items/:id{${UUID}}`, (c) => {
      const { tenant } = c.var.caller
      const before = table.get(tenant, c.req.param('id'))
      if (!before) return problem(c, 'not_found')
      if (hasChanged(c, before)) return problem(c, 'changed')
      table.remove(tenant, before.id)
      return c.body(null, 204)
    })
}

async function readItem(c: Context): Promise<ItemInput | readonly FieldError[]> {
  try {
    return parseItem(await c.req.json<unknown>())
  } catch {
    return [{ field: '', why: 'must be JSON' }]
  }
}

function isItem(input: ItemInput | readonly FieldError[]): input is ItemInput {
  return !Array.isArray(input)
}

/** Strong: the version changes with every write. */
function etagOf({ id, version }: Item): string {
  return `"${id.slice(0, 8)}-${version}"`
}

/** A write that says which version it saw must not undo a newer one. A write that says nothing is let through. */
function hasChanged(c: Context, item: Item): boolean {
  const seen = c.req.header('If-Match')
  return seen !== undefined && seen !== '*' && seen !== etagOf(item)
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}
