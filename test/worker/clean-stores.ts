/**
 * Before each file of the gateway's tests: empty stores, and an hour later, so that nothing holds any more that the isolate
 * remembers. The files share an isolate, since making one takes longer than most of them.
 */
import { reset } from 'cloudflare:test'
import { vi } from 'vitest'

const HOUR_MS = 3_600_000

await reset()
vi.setSystemTime(Date.now() + HOUR_MS)
