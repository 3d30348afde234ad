/** What a new revision changes, in words for whoever publishes it. */
import type { ApiPermission } from './manifest.ts'
import type { CompiledPlugin, Registry } from './registry.ts'
import { admitsTopic } from './topic.ts'

export interface RegistryChanges {
  /** Ids of plugins. */
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  /** What plugins that were there before may do from now on and could not until now. */
  readonly widened: readonly Grant[]
  /** What any plugin may do from now on and could not until now: `widened`, and everything of those that are new. */
  readonly granted: readonly Grant[]
}

export interface Grant {
  readonly plugin: string
  /** In words: `may call GET /api/sales/*`. */
  readonly what: string
}

export function compareRegistries(before: Registry | null, after: Registry): RegistryChanges {
  const old = new Map((before?.plugins ?? []).map((plugin) => [plugin.id, plugin]))
  const current = new Set(after.plugins.map(({ id }) => id))
  const kept = after.plugins.flatMap((plugin) => {
    const previous = old.get(plugin.id)
    return previous ? [{ previous, plugin }] : []
  })
  const fresh = after.plugins.filter(({ id }) => !old.has(id))
  const widened = kept.flatMap(({ previous, plugin }) => grantsBeyond(previous, plugin))
  return {
    added: fresh.map(({ id }) => id),
    changed: kept.filter(({ previous, plugin }) => isChanged(previous, plugin)).map(({ plugin }) => plugin.id),
    removed: [...old.keys()].filter((id) => !current.has(id)),
    widened,
    granted: [...fresh.flatMap((plugin) => grantsBeyond(null, plugin)), ...widened],
  }
}

function isChanged(before: CompiledPlugin, after: CompiledPlugin): boolean {
  return JSON.stringify(before) !== JSON.stringify(after)
}

/** A disabled plugin may do nothing, so enabling it widens everything it has. */
function grantsBeyond(before: CompiledPlugin | null, after: CompiledPlugin): readonly Grant[] {
  const old = grantsOf(before)
  const { api, sse, publishes, subscribes } = grantsOf(after)
  const said = [
    ...api.filter((entry) => !old.api.some((grant) => covers(grant, entry))).map((entry) => describe(entry, old.api)),
    ...sse.filter((prefix) => !admitsTopic(old.sse, prefix)).map((prefix) => `may receive topics ${prefix} and below`),
    ...publishes.filter((topic) => !old.publishes.includes(topic)).map((topic) => `may tell other plugins of ${topic}`),
    ...subscribes
      .filter((topic) => !old.subscribes.includes(topic))
      .map((topic) => `may hear other plugins on ${topic}`),
  ]
  return said.map((what) => ({ plugin: after.id, what }))
}

function grantsOf(plugin: CompiledPlugin | null) {
  const nothing = { api: [], sse: [], publishes: [], subscribes: [] }
  return plugin?.enabled === true ? { ...nothing, ...plugin.manifest.permissions, ...plugin.manifest.events } : nothing
}

function describe(entry: ApiPermission, old: readonly ApiPermission[]): string {
  const call = `${entry.method} ${entry.path}`
  const before = old.find(({ method, path }) => method === entry.method && path === entry.path)
  if (before === undefined) return `may call ${call}`
  const lost = Object.entries(before.params ?? {}).filter(([name, shape]) => entry.params?.[name] !== shape)
  const shapes = lost.map(([name, shape]) => `:${name} need no longer be ${shape}`)
  return `may call ${call} with more values: ${shapes.join(', ')}`
}

/**
 * Whether a grant that was there takes in everything the new one does. Compared one by one: an entry that only several
 * old ones cover together is reported, which is a line too many for the reader and never one too few.
 */
function covers(grant: ApiPermission, entry: ApiPermission): boolean {
  if (grant.method !== entry.method) return false
  const [old, fresh] = [grant.path.split('/'), entry.path.split('/')]
  if (old.at(-1) === '*') {
    return fresh.length >= old.length && old.slice(0, -1).every((segment, at) => fits(segment, fresh[at], grant, entry))
  }
  return old.length === fresh.length && old.every((segment, at) => fits(segment, fresh[at], grant, entry))
}

function fits(old: string, fresh: string | undefined, grant: ApiPermission, entry: ApiPermission): boolean {
  if (fresh === undefined || fresh === '*') return false
  if (!old.startsWith(':')) return old === fresh
  const shape = grant.params?.[old.slice(1)]
  return shape === undefined || (fresh.startsWith(':') && entry.params?.[fresh.slice(1)] === shape)
}
