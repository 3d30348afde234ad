/** Reads `config/plugins.yaml` and `config/plugins/<host>.yaml`: which tenant has which plugins. */
import { isHost } from './address.ts'
import { readManifest } from './declared-manifest.ts'
import type { DeclaredManifest } from './declared-manifest.ts'
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'
import { nameless } from './template-place.ts'

/**
 * The tenants a file speaks of, each with its list of manifests, not read yet.
 *
 * @param host The tenant whose own file this is: a bare list. Without it, the file is `tenants: { <host>: [ … ] }`.
 */
export function tenantPlaces(root: Place, host?: string): readonly (readonly [string, Place])[] {
  const places = host === undefined ? root.only('tenants').field('tenants').fields() : [[host, root] as const]
  return places.filter(([tenant, list]) => {
    if (!isHost(tenant)) list.reject(`a tenant is a host in lower case without scheme and port, not ${tenant}`)
    return isHost(tenant)
  })
}

/** Reads a tenant's list of manifests. One with a mistake is reported and left out, and no other. */
export function readManifests(
  list: Place,
  operatorPaths: readonly string[],
  rejections: Rejection[],
): readonly DeclaredManifest[] {
  const manifests: DeclaredManifest[] = []
  const ids = new Map<string, number>()
  for (const entry of list.items()) {
    const own: Rejection[] = []
    const place = entry.reportingTo(own)
    const manifest = readManifest(place, operatorPaths)
    const first = ids.get(manifest.id)
    if (first !== undefined) place.field('id').reject(`the entry in line ${first} has this id already`)
    if (manifest.id !== '') ids.set(manifest.id, first ?? place.at.line)
    refuseTakenPaths(place, manifest, manifests)
    if (own.length === 0) manifests.push(manifest)
    rejections.push(...own)
  }
  return manifests
}

type Placed = Pick<DeclaredManifest, 'id' | 'enabled' | 'contributions'>

/** A path of the host leads to one page. A disabled plugin holds none, so that another can take its place. */
export function refuseTakenPaths(place: Place, manifest: Placed, before: readonly Placed[]): void {
  if (!manifest.enabled) return
  const taken = new Map<string, string>()
  for (const { id, contributions } of before.filter(({ enabled }) => enabled)) {
    for (const { path } of contributions.routes) taken.set(nameless(path), id)
  }
  for (const [index, { path }] of manifest.contributions.routes.entries()) {
    const holder = taken.get(nameless(path))
    taken.set(nameless(path), manifest.id)
    if (path === '' || holder === undefined) continue
    const route = place.field('contributions').field('routes').items()[index]
    route?.field('path').reject(`plugin ${holder} has a page at this path already`)
  }
}
