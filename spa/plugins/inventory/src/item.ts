/** An item of the inventory, and how the service writes one. */

export interface ItemInput {
  readonly sku: string
  readonly name: string
  readonly category: string
  readonly location: string
  /** Pieces in stock. */
  readonly quantity: number
  /** Order more below this many. */
  readonly reorderLevel: number
  readonly unitPriceCents: number
}

export interface Item extends ItemInput {
  readonly id: string
  /** ISO 4217 */
  readonly currency: string
  /** ISO 8601 */
  readonly updatedAt: string
}

export interface ItemPage {
  readonly items: readonly Item[]
  /** How many match in all. */
  readonly total: number
}

export function parseItem(input: unknown): Item | null {
  const [id, sku, name] = [text(input, 'id'), text(input, 'sku'), text(input, 'name')]
  const [category, location] = [text(input, 'category'), text(input, 'location')]
  const [quantity, reorderLevel] = [count(input, 'quantity'), count(input, 'reorderLevel')]
  const [unitPriceCents, currency] = [count(input, 'unitPriceCents'), text(input, 'currency')]
  const updatedAt = text(input, 'updatedAt')
  if (id === null || sku === null || name === null || category === null || location === null) return null
  if (quantity === null || reorderLevel === null || unitPriceCents === null) return null
  if (currency === null || updatedAt === null) return null
  return { id, sku, name, category, location, quantity, reorderLevel, unitPriceCents, currency, updatedAt }
}

export function parsePage(input: unknown): ItemPage | null {
  const [items, total] = [read(input, 'items'), count(input, 'total')]
  if (!Array.isArray(items) || total === null) return null
  return { items: items.map(parseItem).filter((item) => item !== null), total }
}

export function isLow({ quantity, reorderLevel }: Item): boolean {
  return quantity < reorderLevel
}

export function priceOf({ unitPriceCents, currency }: Item): string {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(unitPriceCents / 100)
}

export function read(input: unknown, key: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, key) : undefined
}

function text(input: unknown, key: string): string | null {
  const value = read(input, key)
  return typeof value === 'string' ? value : null
}

function count(input: unknown, key: string): number | null {
  const value = read(input, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
