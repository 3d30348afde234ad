/** What a development session teaches: which permissions are missing, which nobody used, and which are wider than need be. */
import { compileAllowList, judgedMethod, matchCall } from '../../src/core/allowlist.ts'
import { leastGrants, leastTopics, printGrant, type SeenCall } from '../../src/core/least-grants.ts'
import type { ApiPermission, PluginManifest } from '../../src/core/manifest.ts'
import { refuseGrant } from '../../src/core/own-paths.ts'
import { parsePath } from '../../src/core/path.ts'
import { admitsTopic } from '../../src/core/topic.ts'
import type { Note } from './overlay.ts'
import type { Grants } from './permissions-edit.ts'

export interface Lesson {
  /** Calls and streams that a list decides about, each once. */
  readonly seen: number
  /** What the manifest lacks for all of them to be admitted. */
  readonly missing: Grants
  /** Calls that no manifest may list, and why. */
  readonly impossible: readonly string[]
  /** Permissions that admitted nothing. */
  readonly unused: readonly string[]
  /** Permissions that admit more than was seen, with what would have been enough. */
  readonly wider: readonly { readonly permission: string; readonly enough: readonly ApiPermission[] }[]
  /** The least that admits what happened. */
  readonly least: Grants
}

/** Refusals that a list decides about; others (a path that is not canonical) are no matter of the manifest. */
const LISTED: readonly string[] = ['admitted', 'allowlist_violation']

export function learnFrom({ api, sse }: PluginManifest['permissions'], notes: readonly Note[]): Lesson {
  const listed = notes.filter((note) => note.kind === 'call').filter(({ outcome }) => LISTED.includes(outcome))
  const topics = [...new Set(listed.flatMap(({ topic }) => topic ?? []))]
  const calls = distinct(listed.flatMap((note) => (note.topic === null ? seenCall(note.method, note.path) : [])))
  const list = compileAllowList(api)
  const ruleOf = (call: SeenCall): string | null => matchCall(list, call.method, call.segments)
  const refused = calls.filter((call) => ruleOf(call) === null)
  const [possible, impossible] = judge(leastGrants(refused))
  const byRule = api.map((permission) => {
    const name = `${permission.method} ${permission.path}`
    return { permission, name, admitted: calls.filter((call) => ruleOf(call) === name) }
  })
  return {
    seen: calls.length + topics.length,
    missing: { api: possible, sse: leastTopics(topics.filter((topic) => !admitsTopic(sse, topic))) },
    impossible,
    unused: [
      ...byRule.filter(({ admitted }) => admitted.length === 0).map(({ name }) => name),
      ...sse.filter((prefix) => !topics.some((topic) => admitsTopic([prefix], topic))).map((prefix) => `SSE ${prefix}`),
    ],
    wider: byRule.flatMap(({ permission, name, admitted }) => {
      const enough = leastGrants(admitted)
      return admitted.length > 0 && isWider(permission, enough) ? [{ permission: name, enough }] : []
    }),
    least: { api: judge(leastGrants(calls))[0], sse: leastTopics(topics) },
  }
}

/** The lines of a manifest. */
export function printGrants({ api, sse }: Grants): readonly string[] {
  return [
    'permissions:',
    ...(api.length === 0 ? ['  api: []'] : ['  api:', ...api.map((grant) => `    ${printGrant(grant)}`)]),
    ...(sse.length === 0 ? [] : ['  sse:', ...sse.map((topic) => `    - ${topic}`)]),
  ]
}

function seenCall(method: string, path: string): readonly SeenCall[] {
  const judged = judgedMethod(method)
  const canonical = parsePath(path)
  return judged === null || 'refusal' in canonical ? [] : [{ method: judged, segments: canonical.segments }]
}

function distinct(calls: readonly SeenCall[]): readonly SeenCall[] {
  return [...new Map(calls.map((call) => [`${call.method} ${JSON.stringify(call.segments)}`, call])).values()]
}

function judge(grants: readonly ApiPermission[]): readonly [readonly ApiPermission[], readonly string[]] {
  const refusalOf = ({ path }: ApiPermission): string | null => refuseGrant(path, [])
  const impossible = grants.filter((grant) => refusalOf(grant) !== null)
  return [
    grants.filter((grant) => refusalOf(grant) === null),
    impossible.map((grant) => `${grant.method} ${grant.path}: ${refusalOf(grant)}`),
  ]
}

/** A final `*` where names would do, or a name of any shape where all had one. */
function isWider(permission: ApiPermission, enough: readonly ApiPermission[]): boolean {
  if (permission.path.endsWith('/*')) return true
  const [only, more] = enough
  if (only === undefined || more !== undefined) return more !== undefined
  const shapes = Object.values(only.params ?? {}).filter((shape) => shape !== 'slug').length
  return placesOf(permission.path) > placesOf(only.path) || shapes > Object.keys(permission.params ?? {}).length
}

function placesOf(path: string): number {
  return path.split('/').filter((segment) => segment.startsWith(':')).length
}
