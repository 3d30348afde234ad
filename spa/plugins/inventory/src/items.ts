/** The inventory service, through the allow-list of this plugin. */
import { isProblemError, type Sdk } from '@empowernow/ui'
import { parseItem, parsePage, type Item, type ItemInput, type ItemPage } from './item.ts'

const ITEMS = '/api/crud/items'
const ITEM = '/api/crud/items/:id'

/** An item, and the version of it that a change must name. */
export interface Versioned {
  readonly item: Item
  /** `null`: the service gave none, so that a change cannot be checked. */
  readonly etag: string | null
}

export interface Search {
  readonly q: string
  readonly offset: number
  readonly limit: number
}

export async function findItems(sdk: Sdk, search: Search, signal: AbortSignal): Promise<ItemPage> {
  const response = await sdk.api.fetch(ITEMS, { query: { ...search }, signal })
  return understood(parsePage(await response.json()))
}

export async function readItem(sdk: Sdk, id: string, signal: AbortSignal): Promise<Versioned> {
  return versioned(await sdk.api.fetch(ITEM, { params: { id }, signal }))
}

export async function createItem(sdk: Sdk, input: ItemInput): Promise<Versioned> {
  return versioned(await sdk.api.fetch(ITEMS, { method: 'POST', ...bodyOf(input) }))
}

/** @throws ProblemError `changed` when somebody else changed the item since it was read. */
export async function changeItem(sdk: Sdk, { item, etag }: Versioned, input: ItemInput): Promise<Versioned> {
  const { headers, body } = bodyOf(input)
  if (etag !== null) headers.set('If-Match', etag)
  return versioned(await sdk.api.fetch(ITEM, { method: 'PUT', params: { id: item.id }, headers, body }))
}

export async function removeItem(sdk: Sdk, { item, etag }: Versioned): Promise<void> {
  const headers = etag === null ? {} : { 'If-Match': etag }
  await sdk.api.fetch(ITEM, { method: 'DELETE', params: { id: item.id }, headers })
}

/** Why a call failed, for the person; by field where the service says so. */
export interface Failure {
  readonly title: string
  readonly code: string
  readonly fields: Readonly<Record<string, string>>
}

export function failureOf(error: unknown): Failure {
  if (!isProblemError(error))
    return { title: 'The inventory service could not be reached', code: 'unreachable', fields: {} }
  return {
    title: error.title,
    code: error.code,
    fields: Object.fromEntries(error.errors.map(({ field, why }) => [field, why])),
  }
}

function bodyOf(input: ItemInput) {
  return { headers: new Headers({ 'Content-Type': 'application/json' }), body: JSON.stringify(input) }
}

async function versioned(response: Response): Promise<Versioned> {
  return { item: understood(parseItem(await response.json())), etag: response.headers.get('ETag') }
}

function understood<T>(value: T | null): T {
  if (value === null) throw new Error('The inventory service answered in an unknown form')
  return value
}
