/** A tenant's people, groups and resources, as its `.entities.json` files declare them. */
import type { CedarValueJson, TypeAndId } from '@cedar-policy/cedar-wasm/web'
import { type Rejection, isRejection } from '../src/core/rejection.ts'
import { isMembers } from './json.ts'

/** By {@link entityKey}. */
export type Entities = ReadonlyMap<string, DeclaredEntity>

export interface DeclaredEntity {
  readonly uid: TypeAndId
  /** Cedar's JSON format, with its `__entity` and `__extn` escapes: the operator who writes the file may use them. */
  readonly attrs: Readonly<Record<string, CedarValueJson>>
  readonly parents: readonly TypeAndId[]
}

export function entityKey({ type, id }: TypeAndId): string {
  return `${type} ${id}`
}

/** @see Cedar's JSON format for entities: a list of `{uid, attrs, parents}` */
export function parseEntities(text: string): Entities | Rejection {
  const list = parseJson(text)
  if (!Array.isArray(list)) return { where: '', why: 'must be a JSON list of entities' }
  const entities = new Map<string, DeclaredEntity>()
  for (const [index, item] of list.entries()) {
    const entity = parseEntity(item, `[${index}]`)
    if (isRejection(entity)) return entity
    const key = entityKey(entity.uid)
    if (entities.has(key)) return { where: `[${index}].uid`, why: 'is declared twice' }
    entities.set(key, entity)
  }
  return entities
}

/** Both files at once: an entity of both has the parents of both; where attributes differ, `own` counts. */
export function mergeEntities(shared: Entities, own: Entities): Entities {
  const merged = new Map(shared)
  for (const [key, entity] of own) {
    const other = merged.get(key)
    merged.set(
      key,
      other
        ? {
            uid: entity.uid,
            attrs: { ...other.attrs, ...entity.attrs },
            parents: [...other.parents, ...entity.parents],
          }
        : entity,
    )
  }
  return merged
}

/** What is declared of these entities, and of all that stand above them. Cedar then reads those and not all the file. */
export function withAncestors(entities: Entities, starts: readonly TypeAndId[]): Map<string, DeclaredEntity> {
  const found = new Map<string, DeclaredEntity>()
  const waiting = [...starts]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const key = entityKey(next)
    const entity = entities.get(key)
    if (!entity || found.has(key)) continue
    found.set(key, entity)
    waiting.push(...entity.parents)
  }
  return found
}

function parseEntity(input: unknown, where: string): DeclaredEntity | Rejection {
  if (!isMembers(input)) return { where, why: 'must be an object with uid, attrs and parents' }
  const uid = parseUid(input['uid'], `${where}.uid`)
  if (isRejection(uid)) return uid
  const { attrs = {}, parents = [] } = input
  if (!isAttributes(attrs)) return { where: `${where}.attrs`, why: 'must be an object' }
  if (!Array.isArray(parents)) return { where: `${where}.parents`, why: 'must be a list' }
  const known: TypeAndId[] = []
  for (const [index, item] of parents.entries()) {
    const parent = parseUid(item, `${where}.parents[${index}]`)
    if (isRejection(parent)) return parent
    known.push(parent)
  }
  return { uid, attrs, parents: known }
}

function parseUid(input: unknown, where: string): TypeAndId | Rejection {
  if (!isMembers(input)) return { where, why: 'must be an object with type and id' }
  const { type, id } = input
  if (typeof type !== 'string' || typeof id !== 'string') return { where, why: 'type and id must be strings' }
  return { type, id }
}

/** Whatever JSON holds; Cedar itself checks the values when the file is read. */
function isAttributes(value: unknown): value is Record<string, CedarValueJson> {
  return isMembers(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
