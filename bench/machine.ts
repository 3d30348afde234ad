/** Where and when something was measured: figures without that are worth nothing. */
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'

const BYTES_PER_GIB = 2 ** 30

export function describeMachine(browserVersion: string) {
  const [first, ...others] = cpus()
  return {
    cpu: `${first?.model ?? 'unknown'} x ${others.length + 1}`,
    memoryGib: Math.round(totalmem() / BYTES_PER_GIB),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    chromium: browserVersion,
    /** Processes that wanted to run, on average over the last minute. */
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}
