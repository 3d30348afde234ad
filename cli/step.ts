/** Steps of a longer work: each says what it does, and can be made the last one, to test that the rest can follow. */
import { say } from './report.ts'

/**
 * Name of a step after which the process is killed like by `kill -9`: nothing is tidied up. For tests of what an
 * interrupted publish leaves behind.
 */
const FAIL_AFTER = 'EXPERIENCE_FAIL_AFTER'

export async function step<Result>(name: string, what: string, work: () => Promise<Result>): Promise<Result> {
  say(`· ${what}`)
  const result = await work()
  if (process.env[FAIL_AFTER] === name) process.kill(process.pid, 'SIGKILL')
  return result
}
