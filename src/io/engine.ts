/** The engine guard for the gateway: semver is loaded with the first range, and each range is judged once per isolate. */
import type { EngineVerdict } from '../core/engine.ts'
import { Memo } from './memo.ts'

const MAX_RANGES = 5000
const verdicts = new Memo<EngineVerdict>(Infinity, MAX_RANGES)

export async function engineVerdict(range: string, hostVersion: string): Promise<EngineVerdict> {
  const key = `${hostVersion} ${range}`
  const known = verdicts.get(key, 0)
  if (known !== undefined) return known
  const { judgeEngine } = await import('../core/engine.ts')
  const verdict = judgeEngine(range, hostVersion)
  verdicts.set(key, verdict, 0)
  return verdict
}
