/** The engine guard: whether a plugin's range of host versions admits this host. */
import inc from 'semver/functions/inc.js'
import parse from 'semver/functions/parse.js'
import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'

/** Longer ranges are no ranges people wrote. */
const MAX_RANGE_CHARACTERS = 256

export interface EngineVerdict {
  readonly verdict: 'ok' | 'warn' | 'skip'
  /** For the diagnostics panel and the log. */
  readonly why: string
}

/**
 * `skip`: do not import. `warn`: mount and say so. A pre-release host needs both of semver's answers: `2.0.0-rc.1` is
 * not in `<2.0.0` unless pre-releases are counted, and a plugin for `^1.0.0` must not vanish from a `1.5.0-rc.1`.
 */
export function judgeEngine(range: string, hostVersion: string): EngineVerdict {
  if (range.length > MAX_RANGE_CHARACTERS || validRange(range) === null) {
    return { verdict: 'skip', why: `"${range.slice(0, MAX_RANGE_CHARACTERS)}" is no range of versions` }
  }
  const host = parse(hostVersion)
  if (host === null) return { verdict: 'skip', why: `the host's version "${hostVersion}" is no version` }
  const plainly = satisfies(host, range)
  if (!plainly && !satisfies(host, range, { includePrerelease: true })) {
    return { verdict: 'skip', why: `needs host ${range}, this is ${hostVersion}` }
  }
  if (host.prerelease.length > 0) {
    const how = plainly ? 'is' : 'counts as'
    return { verdict: 'warn', why: `this host is the pre-release ${hostVersion}, which ${how} inside ${range}` }
  }
  const nextMinor = inc(`${host.major}.${host.minor}.0`, 'minor')
  if (nextMinor === null || !satisfies(nextMinor, range)) {
    return { verdict: 'warn', why: `needs host ${range}, which ends before the next minor version` }
  }
  return { verdict: 'ok', why: `needs host ${range}, this is ${hostVersion}` }
}
