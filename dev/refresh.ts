/** Has a running gateway compile what was seeded: the revisions before stay, so that a rollback finds them. */
import { own, ownText } from '../src/core/own-property.ts'
import { rawRequest } from './raw-request.ts'
import { isStale, markFresh } from './stack-state.ts'

const OPERATORS_HOST = 'ops.localhost'

interface Gateway {
  readonly stateDir: string
  readonly port: number
  /** `null`: somebody else's secrets, so that nobody here may refresh. */
  readonly operatorToken: string | null
}

/** @returns What is still to be done by hand; nothing when all is well. */
export async function refreshSeeded({ stateDir, port, operatorToken }: Gateway): Promise<readonly string[]> {
  if (!isStale(stateDir)) return []
  if (operatorToken === null) return ['The configuration was seeded anew: run `npx experience refresh --all`.']
  const headers = { Authorization: `Bearer ${operatorToken}` }
  let next: string | null = ''
  while (next !== null) {
    const from: string = next === '' ? '' : `&from=${encodeURIComponent(next)}`
    const path = `/api/plugins/refresh?scope=all${from}`
    const answer = await rawRequest(port, `${OPERATORS_HOST}:${port}`, path, { method: 'POST', headers })
    const body: unknown = await answer.json()
    if (answer.status !== 200) return ['What was seeded is not live; the revisions before are:', ...mistakesIn(body)]
    next = ownText(body, 'next') ?? null
  }
  markFresh(stateDir)
  return []
}

function mistakesIn(body: unknown): readonly string[] {
  const rejections = own(body, 'rejections')
  if (!Array.isArray(rejections)) return [`  ${ownText(body, 'title') ?? 'the gateway refuses to refresh'}`]
  return rejections.map((each: unknown) => {
    const place = [ownText(each, 'file'), own(each, 'line'), own(each, 'column')].filter(Boolean).join(':')
    return `  ${place} ${ownText(each, 'where') ?? ''} ${ownText(each, 'why') ?? ''}`
  })
}
