/** Checks what one configuration file says about another's entries: hosts that are nobody's are misspelled. */
import { isHost } from './address.ts'
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'
import type { Settings } from './settings.ts'

/** The roots of the files that name tenants; `null`: not there, or not readable. */
export interface NamingFiles {
  readonly settings: Place | null
  readonly idps: Place | null
  readonly ui: Place | null
}

/**
 * Reports hosts that would be two things at once, and tenants that are named and do not exist.
 *
 * @param isWhole Whether `tenants` are all there are. If not, one that is not among them may well exist.
 */
export function refuseReferences(
  files: NamingFiles,
  settings: Settings,
  tenants: ReadonlySet<string>,
  isWhole: boolean,
): readonly Rejection[] {
  const rejections = refuseDoubleHosts(files.settings, settings.operator.host, tenants)
  if (!isWhole) return rejections
  for (const [tenant, place] of namedTenants(files)) {
    if (!isHost(tenant) || tenants.has(tenant) || tenant === settings.operator.host) continue
    const why = `no such tenant: ${tenant} stands neither in config/plugins.yaml nor in config/plugins/${tenant}.yaml`
    place.reportingTo(rejections).reject(why)
  }
  return rejections
}

function refuseDoubleHosts(root: Place | null, operatorHost: string | null, tenants: ReadonlySet<string>): Rejection[] {
  const rejections: Rejection[] = []
  const place = silent(root)
  if (operatorHost !== null && tenants.has(operatorHost)) {
    const host = place?.field('operator').field('host').reportingTo(rejections)
    host?.reject('is a tenant: operators need a host on which no plugin runs')
  }
  for (const [alias, target] of place?.field('tenancy').optional('aliases')?.fields() ?? []) {
    const reporting = target.reportingTo(rejections)
    if (!isHost(alias)) reporting.reject(`${alias} is no host in lower case without port`)
    if (tenants.has(alias)) reporting.reject(`${alias} is a tenant itself, so it cannot be an alias`)
    if (alias === operatorHost) reporting.reject(`${alias} is the operators' host, so it cannot be an alias`)
    if (target.text() === operatorHost) reporting.reject(`${operatorHost} is the operators' host, which has no aliases`)
  }
  return rejections
}

/** Every host that stands somewhere as a tenant, and where. */
function namedTenants(files: NamingFiles): readonly (readonly [string, Place])[] {
  const aliases = silent(files.settings)?.field('tenancy').optional('aliases')?.fields() ?? []
  const providers = silent(files.idps)?.field('idps').items() ?? []
  const looks = silent(files.ui)?.field('tenants').fields() ?? []
  const served = providers.flatMap((provider) => provider.field('tenants').items())
  const byValue = [...aliases.map(([, target]) => target), ...served]
  return [...byValue.map((place) => [place.text(), place] as const), ...looks]
}

/** What is no list or no text has been reported where it was read. */
function silent(place: Place | null): Place | undefined {
  return place?.reportingTo([])
}
