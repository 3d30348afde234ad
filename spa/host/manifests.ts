/** Manifests as the host discovers them: checked once more, because what is mounted depends on every field. */
import { parseFindings } from '#core/development-finding'
import type { EventTopics, PluginManifest, RouteContribution, WidgetContribution } from '#core/manifest'
import { isRecord } from '#core/own-property'

interface Hints {
  readonly component: string
  readonly resource: string
  readonly action: string
  readonly title?: string
}

function parseHints(input: Readonly<Record<string, unknown>>): Hints | null {
  const { component, resource, action, title } = input
  if (typeof component !== 'string' || typeof resource !== 'string' || typeof action !== 'string') return null
  return { component, resource, action, ...(typeof title === 'string' ? { title } : {}) }
}

function parseRoute(input: unknown): RouteContribution | null {
  if (!isRecord(input) || typeof input['path'] !== 'string') return null
  const hints = parseHints(input)
  const icon = input['icon']
  return hints && { ...hints, path: input['path'], ...(typeof icon === 'string' ? { icon } : {}) }
}

function parseWidget(input: unknown): WidgetContribution | null {
  if (!isRecord(input) || typeof input['slot'] !== 'string') return null
  const hints = parseHints(input)
  const { height } = input
  return hints && { ...hints, slot: input['slot'], ...(typeof height === 'number' ? { height } : {}) }
}

/** Every entry parsed, or `null` when the list is none or one entry is not as declared. */
function parseEach<T>(input: unknown, parse: (each: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(input)) return null
  const parsed = input.map(parse)
  const sound = parsed.filter((each) => each !== null)
  return sound.length === parsed.length ? sound : null
}

function parseText(input: unknown): string | null {
  return typeof input === 'string' ? input : null
}

function parseEvents(input: unknown): EventTopics | null {
  if (input === undefined) return { publishes: [], subscribes: [] }
  if (!isRecord(input)) return null
  const publishes = parseEach(input['publishes'], parseText)
  const subscribes = parseEach(input['subscribes'], parseText)
  return publishes && subscribes && { publishes, subscribes }
}

/** Bundles run as code: only a path of this origin's own bundle route is ever imported. */
function isBundleUrl(url: unknown): url is string {
  return typeof url === 'string' && url.startsWith('/api/plugins/bundle/')
}

function parseManifest(input: unknown): PluginManifest | null {
  if (!isRecord(input)) return null
  const { id, version, engine, bundle, contributions, permissions, variant, development, ...others } = input
  if (typeof id !== 'string' || typeof version !== 'string') return null
  if (!isRecord(engine) || typeof engine['experience'] !== 'string') return null
  if (!isRecord(bundle) || !isBundleUrl(bundle['url']) || typeof bundle['integrity'] !== 'string') return null
  if (!isRecord(contributions) || !isRecord(permissions)) return null
  const routes = parseEach(contributions['routes'], parseRoute)
  const widgets = parseEach(contributions['widgets'], parseWidget)
  const events = parseEvents(input['events'])
  const sse = parseEach(permissions['sse'], parseText)
  if (!routes || !widgets || !sse || !events) return null
  return {
    ...others,
    ...(variant === 'stable' || variant === 'rollout' ? { variant } : {}),
    ...parseDevelopment(development),
    id,
    version,
    engine: { experience: engine['experience'] },
    bundle: { url: bundle['url'], integrity: bundle['integrity'] },
    contributions: { routes, widgets },
    events,
    permissions: { api: [], sse }, // the allow-list is the gateway's to enforce: the host has no use for it
  }
}

function parseDevelopment(input: unknown): Pick<PluginManifest, 'development'> {
  if (!isRecord(input)) return {}
  const findings = parseFindings(input['findings']) ?? []
  return { development: { findings, grants: parseText(input['grants']) ?? '' } }
}

/** All manifests of the tenant, or `null` when the answer is not a list. One that is not sound is left out. */
export function parseManifests(input: unknown): readonly PluginManifest[] | null {
  if (!Array.isArray(input)) return null
  return input.map(parseManifest).filter((manifest) => manifest !== null)
}
