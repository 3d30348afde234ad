/** What stands in the form, and the item it describes. */
import type { Item, ItemInput } from './item.ts'

export type Field = keyof ItemInput
export type Draft = Readonly<Record<Field, string>>
export type FieldErrors = Readonly<Partial<Record<Field, string>>>

export const EMPTY: Draft = {
  sku: '',
  name: '',
  category: '',
  location: '',
  quantity: '0',
  reorderLevel: '0',
  unitPriceCents: '',
}

export function draftOf(item: Item): Draft {
  return {
    sku: item.sku,
    name: item.name,
    category: item.category,
    location: item.location,
    quantity: String(item.quantity),
    reorderLevel: String(item.reorderLevel),
    unitPriceCents: (item.unitPriceCents / 100).toFixed(2),
  }
}

const PRICE = /^(\d{1,6})(?:[.,](\d{1,2}))?$/
const WHOLE = /^\d{1,7}$/

/** The item, or what is wrong with each field. What only the service can know, it says itself. */
export function parseDraft(draft: Draft): { readonly input: ItemInput } | { readonly errors: FieldErrors } {
  const texts = (['sku', 'name', 'category', 'location'] as const).filter((field) => draft[field].trim() === '')
  const counts = (['quantity', 'reorderLevel'] as const).filter((field) => !WHOLE.test(draft[field].trim()))
  const price = PRICE.exec(draft.unitPriceCents.trim())
  if (texts.length + counts.length > 0 || !price) {
    return {
      errors: Object.fromEntries([
        ...texts.map((field) => [field, 'Please fill this in'] as const),
        ...counts.map((field) => [field, 'A whole number, 0 or more'] as const),
        ...(price ? [] : [['unitPriceCents', 'An amount like 12.50'] as const]),
      ]),
    }
  }
  const [, whole = '0', cents = ''] = price
  return {
    input: {
      sku: draft.sku.trim(),
      name: draft.name.trim(),
      category: draft.category.trim(),
      location: draft.location.trim(),
      quantity: Number(draft.quantity),
      reorderLevel: Number(draft.reorderLevel),
      unitPriceCents: Number(whole) * 100 + Number(cents.padEnd(2, '0')),
    },
  }
}
