/** Reads a manifest's contributions: pages the host routes to, and widgets it puts into slots. */
import type { PluginManifest, RouteContribution, WidgetContribution } from './manifest.ts'
import { refusePagePath } from './own-paths.ts'
import type { Place } from './place.ts'
import { refuseTemplate } from './template-place.ts'

/** A component is looked up by name in what the bundle exports, so no name may find what every object has. */
const COMPONENT = /^(?!(?:constructor|prototype|__proto__)$)[A-Za-z_$][A-Za-z0-9_$]{0,127}$/
const SLOT = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/
/** Names in questions to a PDP, which some of them give meaning to `*`, blanks and quotes. */
const HINT = /^[A-Za-z0-9._:-]{1,128}$/

/** From one line of text to a screen and a half. */
const HEIGHT_REM = [4, 80] as const

export function readContributions(place: Place | null, pluginId: string): PluginManifest['contributions'] {
  if (place === null) return { routes: [], widgets: [] }
  return {
    ...place.others('routes', 'widgets'),
    routes:
      place
        .optional('routes')
        ?.items()
        .map((route) => readRoute(route, pluginId)) ?? [],
    widgets: place.optional('widgets')?.items().map(readWidget) ?? [],
  }
}

function readRoute(place: Place, pluginId: string): RouteContribution {
  const path = place.field('path').text()
  if (path !== '') refuseTemplate(place, path, undefined, refusePagePath(path, pluginId))
  const icon = place.optional('icon')?.text()
  return {
    ...place.others('path', 'component', 'resource', 'action', 'title', 'icon'),
    path,
    ...readHints(place, 'plugin.route'),
    ...(icon === undefined ? {} : { icon }),
  }
}

function readWidget(place: Place): WidgetContribution {
  const height = place.optional('height')?.integer(...HEIGHT_REM) ?? null
  return {
    ...place.others('slot', 'component', 'resource', 'action', 'title', 'height'),
    slot: place.field('slot').text(SLOT, 'a slot like dashboard.main'),
    ...readHints(place, 'plugin.widget'),
    ...(height === null ? {} : { height }),
  }
}

function readHints(place: Place, resource: string) {
  const title = place.optional('title')?.text()
  return {
    component: place.field('component').text(COMPONENT, 'the name of an exported component, like HelloWidget'),
    resource: place.optional('resource')?.text(HINT, 'a resource type like plugin.route') ?? resource,
    action: place.optional('action')?.text(HINT, 'an action like view') ?? 'view',
    ...(title === undefined ? {} : { title }),
  }
}
