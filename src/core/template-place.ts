/** Checks a path template where it stands in a document, so that a rejection names the exact key. */
import type { Shape } from './manifest.ts'
import type { Place } from './place.ts'
import { isRejection } from './rejection.ts'
import { parseTemplate } from './template.ts'

/**
 * Rejects a template outside the grammar, or for the reason given.
 *
 * @param place The record with the keys `path` and, where shapes are allowed, `params`.
 * @param refusal Why this place may not have this template although it is one.
 */
export function refuseTemplate(
  place: Place,
  path: string,
  params: Readonly<Record<string, Shape>> | undefined,
  refusal: string | null,
): void {
  const template = parseTemplate(path, params)
  if (!isRejection(template)) {
    if (refusal !== null) place.field('path').reject(refusal)
    return
  }
  const { where, why } = template
  // A name that holds dots is refused for that, where it stands.
  const at = where === 'path' ? place.field('path') : place.field('params').field(where.slice('params.'.length))
  at.reject(why)
}

/** The template with its names left out: `/a/:id` and `/a/:key` match the same paths. */
export function nameless(path: string): string {
  return path.replaceAll(/:[^/]+/g, ':')
}
