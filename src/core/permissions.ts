/** Reads a manifest's permissions: the allow-list of calls and the prefixes of event topics. */
import { METHODS, SHAPES } from './manifest.ts'
import type { ApiPermission, PluginManifest, Shape } from './manifest.ts'
import { refuseGrant } from './own-paths.ts'
import type { Place } from './place.ts'
import { refuseTemplate } from './template-place.ts'
import { isTopic } from './topic.ts'

export function readPermissions(place: Place | null, operatorPaths: readonly string[]): PluginManifest['permissions'] {
  if (place === null) return { api: [], sse: [] }
  return {
    ...place.others('api', 'sse'),
    api:
      place
        .optional('api')
        ?.items()
        .map((entry) => readApiPermission(entry, operatorPaths)) ?? [],
    sse: place.optional('sse')?.items().map(readTopicPrefix) ?? [],
  }
}

function readApiPermission(place: Place, operatorPaths: readonly string[]): ApiPermission {
  const method = place.field('method').oneOf(METHODS)
  const path = place.field('path').text()
  const params = readShapes(place.optional('params'))
  if (path !== '') refuseTemplate(place, path, params, refuseGrant(path, operatorPaths))
  return { ...place.others('method', 'path', 'params'), method, path, ...(params ? { params } : {}) }
}

function readShapes(place: Place | null): Readonly<Record<string, Shape>> | undefined {
  return place ? Object.fromEntries(place.fields().map(([name, shape]) => [name, shape.oneOf(SHAPES)])) : undefined
}

function readTopicPrefix(place: Place): string {
  const prefix = place.text()
  if (prefix !== '' && !isTopic(prefix)) place.reject('must be a topic prefix like orders.eu, without . at the end')
  return prefix
}
