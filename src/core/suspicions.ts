/**
 * Keys of a manifest that nobody knows and that look like ones we know. Unknown keys are passed through (the contract grows
 * by adding), so a slip like `permisions` is no mistake to reject, and yet its author wants to hear of it.
 */
import type { Place } from './place.ts'
import type { Rejection } from './rejection.ts'

const SHOWN = ['component', 'resource', 'action', 'title'] as const

/** @param known Keys of the manifest itself. */
export function suspicionsIn(manifest: Place, known: readonly string[]): readonly Rejection[] {
  // What is wrong with the places is said where they are read.
  const quiet = manifest.reportingTo([])
  const [permissions, contributions] = [quiet.field('permissions'), quiet.field('contributions')]
  return [
    ...quiet.slips(known),
    ...quiet.field('engine').slips(['experience']),
    ...quiet.field('bundle').slips(['file', 'integrity']),
    ...permissions.slips(['api', 'sse']),
    ...itemsOf(permissions, 'api').flatMap((entry) => entry.slips(['method', 'path', 'params'])),
    ...contributions.slips(['routes', 'widgets']),
    ...itemsOf(contributions, 'routes').flatMap((route) => route.slips(['path', 'icon', ...SHOWN])),
    ...itemsOf(contributions, 'widgets').flatMap((widget) => widget.slips(['slot', 'height', ...SHOWN])),
  ]
}

function itemsOf(place: Place, name: string): readonly Place[] {
  const list = place.field(name)
  return list.isList ? list.items() : []
}
