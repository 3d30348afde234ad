/** How a plugin's manifest differs from the one it had before, line by line, by what each lets the plugin do. */
import { own, ownText } from './own-property.ts'

/** A manifest as an answer carries it. */
export type ManifestText = Readonly<Record<string, unknown>>

export interface Difference {
  readonly kind: 'added' | 'removed' | 'kept'
  readonly what: string
}

export interface Comparison {
  /** What it may call and receive. */
  readonly permissions: readonly Difference[]
  /** Where it shows, and its version. */
  readonly rest: readonly Difference[]
}

/** @param before `null`: the plugin was not there, so that everything is new. */
export function compareManifests(before: ManifestText | null, after: ManifestText): Comparison {
  return {
    permissions: compareLines(before === null ? [] : permissionsOf(before), permissionsOf(after)),
    rest: compareLines(before === null ? [] : restOf(before), restOf(after)),
  }
}

/** What went first, then the new lines in their order. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Difference[] {
  const merged = after.map((what): Difference => ({ kind: before.includes(what) ? 'kept' : 'added', what }))
  const removed = before.filter((what) => !after.includes(what)).map((what): Difference => ({ kind: 'removed', what }))
  return [...removed, ...merged]
}

function permissionsOf(manifest: ManifestText): readonly string[] {
  const permissions = manifest['permissions']
  const topics = listOf(own(permissions, 'sse'), (prefix) =>
    typeof prefix === 'string' ? `topics ${prefix} and below` : null,
  )
  return [...listOf(own(permissions, 'api'), callOf), ...topics]
}

function callOf(entry: unknown): string | null {
  const [method, path, params] = [ownText(entry, 'method'), ownText(entry, 'path'), own(entry, 'params')]
  if (method === undefined || path === undefined) return null
  const shapes = Object.entries(params ?? {}).map(([name, shape]) => `:${name} is ${String(shape)}`)
  return `${method} ${path}${shapes.length === 0 ? '' : ` (${shapes.join(', ')})`}`
}

function restOf({ version, contributions, engine }: ManifestText): readonly string[] {
  return [
    `version ${String(version)}`,
    `host ${ownText(engine, 'experience') ?? 'any'}`,
    ...listOf(own(contributions, 'routes'), (route) => placed('page', ownText(route, 'path'), route)),
    ...listOf(own(contributions, 'widgets'), (widget) => placed('widget', ownText(widget, 'slot'), widget)),
  ]
}

function placed(kind: string, where: string | undefined, contribution: unknown): string | null {
  return where === undefined ? null : `${kind} ${where} ${ownText(contribution, 'component') ?? ''}`
}

function listOf(input: unknown, say: (item: unknown) => string | null): readonly string[] {
  const items: readonly unknown[] = Array.isArray(input) ? input : []
  return items.map(say).filter((line) => line !== null)
}
