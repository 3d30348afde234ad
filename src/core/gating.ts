/** Pre-gating: which questions a set of manifests asks of the PDP, and what is left of it after the answers. */
import type { PluginManifest, RouteContribution, WidgetContribution } from './manifest.ts'

export interface GatingQuestion {
  readonly resource: { readonly type: string; readonly id: string }
  readonly action: { readonly name: string }
}

interface Gated {
  readonly plugin: string
  readonly question: GatingQuestion
}

/** One contribution and the question that decides whether it is mounted. */
export type GatedContribution =
  | (Gated & { readonly kind: 'route'; readonly contribution: RouteContribution })
  | (Gated & { readonly kind: 'widget'; readonly contribution: WidgetContribution })

/** In order: manifest by manifest, its routes, then its widgets. Decisions come back by position. */
export function questionsOf(manifests: readonly PluginManifest[]): readonly GatedContribution[] {
  return manifests.flatMap(({ id: plugin, contributions }): GatedContribution[] => [
    ...contributions.routes.map((contribution) => {
      return { plugin, kind: 'route' as const, contribution, question: ask(contribution, contribution.path) }
    }),
    ...contributions.widgets.map((contribution) => {
      const id = `${plugin}:${contribution.component}`
      return { plugin, kind: 'widget' as const, contribution, question: ask(contribution, id) }
    }),
  ])
}

/**
 * Keeps what is permitted; a manifest with nothing left is dropped whole.
 *
 * @param decisions One for each of {@link questionsOf}. Another number of them permits nothing.
 */
export function permittedOnly(
  manifests: readonly PluginManifest[],
  decisions: readonly boolean[],
): readonly PluginManifest[] {
  if (decisions.length !== questionsOf(manifests).length) return []
  let position = 0
  const isNextPermitted = () => decisions[position++] === true
  return manifests
    .map((manifest) => {
      const routes = manifest.contributions.routes.filter(isNextPermitted)
      const widgets = manifest.contributions.widgets.filter(isNextPermitted)
      return { ...manifest, contributions: { routes, widgets } }
    })
    .filter(({ contributions }) => contributions.routes.length + contributions.widgets.length > 0)
}

function ask(contribution: { readonly resource: string; readonly action: string }, id: string): GatingQuestion {
  return { resource: { type: contribution.resource, id }, action: { name: contribution.action } }
}
