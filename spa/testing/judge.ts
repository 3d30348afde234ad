/** Judges a call as the gateway does: by the very functions it uses, with the manifest's own allow-list. */
import { compileAllowList, compileRouteTable, judgedMethod } from '#core/allowlist'
import { judgeCall } from '#core/call'
import type { DeclaredManifest } from '#core/declared-manifest'
import { grantFor, printGrant } from '#core/least-grants'
import { parsePath } from '#core/path'
import { parseTopicQuery } from '#core/topic'

/** The gateway's word on one call. */
export interface Judgement {
  /** The entry that admits it; `null`: it is refused. */
  readonly rule: string | null
  /** Code of the refusal; `null`: it is admitted. */
  readonly refusal: string | null
  /** What the manifest lacks, as its line; `null` where nothing is lacking or no line would help. */
  readonly lacking: string | null
}

const STREAMS = compileRouteTable([
  { path: '/api/events', methods: ['GET'], auth: 'session', service: 'events', sse: true },
])

export type Judge = (method: string, pathname: string, search: string) => Judgement

export function createJudge({ id, permissions }: DeclaredManifest): Judge {
  const plugin = { enabled: true, allowList: compileAllowList(permissions.api), topics: permissions.sse }
  return (method, pathname, search) => {
    const isStream = pathname === '/api/events'
    const call = { pluginId: id, plugin, quarantined: false, capability: null, method, pathname, search }
    const verdict = judgeCall({ ...call, routes: isStream ? STREAMS : null })
    if ('admitted' in verdict) return { rule: verdict.admitted.rule, refusal: null, lacking: null }
    const isLacking = verdict.refusal === 'allowlist_violation'
    return {
      rule: null,
      refusal: verdict.refusal,
      lacking: isLacking ? lineFor(method, pathname, isStream ? search : null) : null,
    }
  }
}

function lineFor(method: string, pathname: string, topicSearch: string | null): string | null {
  if (topicSearch !== null) {
    const topic = parseTopicQuery(new URLSearchParams(topicSearch))
    return typeof topic === 'string' ? `permissions.sse: - ${topic}` : null
  }
  const path = parsePath(pathname)
  const judged = judgedMethod(method)
  if ('refusal' in path || judged === null) return null
  return `permissions.api: ${printGrant(grantFor({ method: judged, segments: path.segments }))}`
}
