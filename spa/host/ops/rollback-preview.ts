/** What going back to an earlier revision would change, and what keeps it from being done. */
import { isRecord, own, ownText } from '#core/own-property'
import type { Rejection } from '#core/rejection'
import { parseRejections } from './answers.ts'
import { compareManifests, type ManifestText } from '#core/difference'
import { type Guard, listOf } from './guard.ts'

export interface RollbackPlan {
  readonly lines: readonly string[]
  /** Bundles that are gone, grants that no plugin may have any more: then it is refused. */
  readonly rejections: readonly Rejection[]
}

export const ROLLBACK_PLAN: Guard<RollbackPlan> = { what: 'the revision', parse: parsePlan }

export function parsePlan(input: unknown): RollbackPlan | null {
  if (ownText(input, 'to') === undefined) return null
  const lines = listOf(own(input, 'plugins'), linesOf).flat()
  return { lines, rejections: parseRejections(input) }
}

/** `before` is live, `after` would be; either may be without the plugin. */
function linesOf(input: unknown): readonly string[] | null {
  const id = ownText(input, 'id')
  const [before, after] = [manifestIn(input, 'before'), manifestIn(input, 'after')]
  if (id === undefined || (before === null && after === null)) return null
  if (after === null) return [`${id} ${String(before?.['version'])} goes away`]
  if (before === null) return [`${id} ${String(after['version'])} comes back`]
  const { permissions, rest } = compareManifests(before, after)
  const changes = [...rest, ...permissions].filter(({ kind }) => kind !== 'kept')
  const lines = changes.map(({ kind, what }) => `${id}: ${what} ${kind === 'added' ? 'comes back' : 'goes away'}`)
  return lines.length > 0 ? lines : [`${id}: its bundle, rollout or state`]
}

function manifestIn(input: unknown, key: string): ManifestText | null {
  const manifest = own(input, key)
  return isRecord(manifest) ? manifest : null
}
