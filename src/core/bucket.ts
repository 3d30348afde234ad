/** A token bucket: what somebody may spend at once, and how fast it fills again. */

export interface Bucket {
  /** What is left; below 0 when more was spent than there was. */
  readonly tokens: number
  /** When that was so, Unix milliseconds. */
  readonly at: number
}

export interface Rate {
  readonly perSecond: number
  /** How much a bucket holds. */
  readonly burst: number
}

/** What fills by fractions must not miss a whole by one of them. */
const ROUNDING = 1e-6

/** @param bucket `null`: nobody has spent anything yet. A clock that went back fills nothing. */
export function filled(bucket: Bucket | null, now: number, { perSecond, burst }: Rate): Bucket {
  if (bucket === null) return { tokens: burst, at: now }
  const gained = (Math.max(0, now - bucket.at) / 1000) * perSecond
  return { tokens: Math.min(burst, bucket.tokens + gained), at: Math.max(now, bucket.at) }
}

/**
 * Takes `cost` where there is as much.
 *
 * @param bucket As it is now, see {@link filled}.
 * @returns `waitMs` 0 when it was taken; else nothing was, and after so many milliseconds there is enough.
 */
export function take(bucket: Bucket, cost: number, { perSecond }: Rate): { bucket: Bucket; waitMs: number } {
  if (bucket.tokens + ROUNDING < cost) return { bucket, waitMs: Math.ceil(((cost - bucket.tokens) / perSecond) * 1000) }
  return { bucket: { ...bucket, tokens: bucket.tokens - cost }, waitMs: 0 }
}

/** Takes what was spent already, also what was not there: whoever comes next waits for it. */
export function spend(bucket: Bucket, cost: number): Bucket {
  return { ...bucket, tokens: bucket.tokens - cost }
}
