/** An item of the inventory, and what makes one valid. */
import type { FieldError } from './problem.ts'

/** What a caller may write. */
export interface ItemInput {
  /** Unique within the tenant, `WRK-0107`. */
  readonly sku: string
  readonly name: string
  readonly category: string
  /** Where it is kept, free text. */
  readonly location: string
  /** Pieces in stock. */
  readonly quantity: number
  /** Order more below this many. */
  readonly reorderLevel: number
  readonly unitPriceCents: number
}

/** What a caller reads. */
export interface Item extends ItemInput {
  /** UUID. */
  readonly id: string
  readonly currency: 'EUR'
  /** ISO 8601, UTC. */
  readonly updatedAt: string
  /** Counts the changes; the ETag is made of it. */
  readonly version: number
}

const SKU = /^[A-Z0-9][A-Z0-9-]{1,23}$/
const TEXT_LENGTH = { name: 120, category: 40, location: 40 } as const
const MAX_COUNT = 1_000_000
const MAX_CENTS = 100_000_000

/** @returns The input, or every field that is wrong. */
export function parseItem(input: unknown): ItemInput | readonly FieldError[] {
  if (typeof input !== 'object' || input === null) return [{ field: '', why: 'must be a JSON object' }]
  const fields = new Map<string, unknown>(Object.entries(input))
  const wrong: FieldError[] = []

  const text = (field: keyof typeof TEXT_LENGTH): string => {
    const value = fields.get(field)
    const trimmed = typeof value === 'string' ? value.trim() : ''
    if (trimmed.length >= 1 && trimmed.length <= TEXT_LENGTH[field]) return trimmed
    wrong.push({ field, why: `must be a text of 1 to ${TEXT_LENGTH[field]} characters` })
    return ''
  }
  const count = (field: string, max: number): number => {
    const value = fields.get(field)
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value
    wrong.push({ field, why: `must be a whole number from 0 to ${max}` })
    return 0
  }
  const sku = fields.get('sku')
  const goodSku = typeof sku === 'string' && SKU.test(sku) ? sku : ''
  if (goodSku === '') wrong.push({ field: 'sku', why: 'must be 2 to 24 capital letters, digits or dashes' })
  const item = {
    sku: goodSku,
    name: text('name'),
    category: text('category'),
    location: text('location'),
    quantity: count('quantity', MAX_COUNT),
    reorderLevel: count('reorderLevel', MAX_COUNT),
    unitPriceCents: count('unitPriceCents', MAX_CENTS),
  }
  return wrong.length > 0 ? wrong : item
}
