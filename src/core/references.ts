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

/** Reports every tenant that is named and does not exist, and hosts that would be two things at once. */
export function refuseReferences(
  files: NamingFiles,
  settings: Settings,
  tenants: ReadonlySet<string>,
): readonly Rejection[] {
  const rejections: Rejection[] = []
  const operatorHost = settings.operator.host
  // What is no list or no text has been reported where it was read.
  const settingsPlace = files.settings?.reportingTo([])
  const operatorPlace = settingsPlace?.field('operator').field('host')
  if (operatorHost !== null && tenants.has(operatorHost)) {
    operatorPlace?.reportingTo(rejections).reject('is a tenant: operators need a host on which no plugin runs')
  }
  for (const [alias, target] of settingsPlace?.field('tenancy').optional('aliases')?.fields() ?? []) {
    const place = target.reportingTo(rejections)
    if (!isHost(alias)) place.reject(`${alias} is no host in lower case without port`)
    if (tenants.has(alias) || alias === operatorHost)
      place.reject(`${alias} is a host of its own, so it cannot be an alias`)
    refuseUnknown(target, tenants, rejections)
  }
  for (const provider of files.idps?.reportingTo([]).field('idps').items() ?? []) {
    for (const tenant of provider.field('tenants').items()) {
      if (tenant.text() !== operatorHost) refuseUnknown(tenant, tenants, rejections)
    }
  }
  for (const [tenant, place] of files.ui?.reportingTo([]).field('tenants').fields() ?? []) {
    if (isHost(tenant) && !tenants.has(tenant)) place.reportingTo(rejections).reject(unknown(tenant))
  }
  return rejections
}

function refuseUnknown(place: Place, tenants: ReadonlySet<string>, rejections: Rejection[]): void {
  const tenant = place.text()
  if (isHost(tenant) && !tenants.has(tenant)) place.reportingTo(rejections).reject(unknown(tenant))
}

function unknown(tenant: string): string {
  return `no such tenant: ${tenant} stands neither in config/plugins.yaml nor in config/plugins/${tenant}.yaml`
}
