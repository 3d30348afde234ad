/** What there is to say about one plugin: its state, the gate it met, and why. */
import { FAILURES } from './failure.ts'
import { wantsBundle, type PluginState } from './plugin-state.ts'
import { componentOf } from './module.ts'

export interface Diagnosis {
  readonly id: string
  readonly version: string
  readonly state: 'mounted' | 'waiting' | 'loading' | 'failed' | 'gone' | 'engine' | 'denied' | 'empty'
  readonly tone: 'success' | 'info' | 'danger' | 'warning' | 'neutral'
  /** From the request for its bundle to a module that can be mounted, or to the failure. */
  readonly milliseconds: number | null
  readonly notes: readonly string[]
}

const TONES = {
  mounted: 'success',
  loading: 'info',
  waiting: 'neutral',
  failed: 'danger',
  gone: 'warning',
  engine: 'warning',
  denied: 'neutral',
  empty: 'neutral',
} as const satisfies Record<Diagnosis['state'], Diagnosis['tone']>

/** Slots this host fills; a widget for another one has no place. */
const SLOTS: readonly string[] = ['dashboard.main']

/** What needs attention first, each group in the order of the manifests. */
const ORDER: readonly Diagnosis['state'][] = [
  'failed',
  'gone',
  'engine',
  'denied',
  'empty',
  'loading',
  'mounted',
  'waiting',
]

export function diagnoseAll(plugins: readonly PluginState[]): readonly Diagnosis[] {
  const all = plugins.map(diagnose)
  return ORDER.flatMap((state) => all.filter((diagnosis) => diagnosis.state === state))
}

function diagnose(plugin: PluginState): Diagnosis {
  const { manifest, load } = plugin
  const state = stateOf(plugin)
  return {
    id: manifest.id,
    version: manifest.version,
    state,
    tone: state === 'mounted' && plugin.engine.verdict === 'warn' ? 'warning' : TONES[state],
    milliseconds: load.state === 'loaded' || load.state === 'failed' ? load.milliseconds : null,
    notes: [...gateNotes(plugin), ...loadNotes(plugin)],
  }
}

function stateOf(plugin: PluginState): Diagnosis['state'] {
  if (plugin.load.state === 'gone') return 'gone'
  if (plugin.engine.verdict === 'skip') return 'engine'
  if (!wantsBundle(plugin)) return plugin.denied.length > 0 ? 'denied' : 'empty'
  const crashed = Object.keys(plugin.crashes).length > 0
  if (crashed || plugin.load.state === 'failed' || missingOf(plugin).length > 0) return 'failed'
  if (plugin.load.state === 'idle') return 'waiting'
  return plugin.load.state === 'loaded' ? 'mounted' : 'loading'
}

function gateNotes({ engine, denied, widgets, manifest }: PluginState): readonly string[] {
  const homeless = widgets.filter(({ slot }) => !SLOTS.includes(slot))
  return [
    ...(manifest.development ? ['Under development: the next version swaps in by itself'] : []),
    ...(manifest.development?.findings ?? []).map(({ file, line, message }) => `${file}:${line} ${message}`),
    `Engine guard: ${engine.verdict}, ${engine.why}`,
    ...denied.map((component) => `Policy: ${component} is not permitted`),
    ...homeless.map(({ component, slot }) => `${component} has no place: this host has no slot ${slot}`),
  ]
}

function loadNotes(plugin: PluginState): readonly string[] {
  const { load, manifest } = plugin
  if (load.state === 'gone')
    return [load.why ? `${load.why.reason}: ${load.why.said ?? 'no reason given'}` : 'Asking why']
  if (load.state === 'failed') return [`${FAILURES[load.reason]}: ${load.detail}`]
  if (load.state === 'idle' && wantsBundle(plugin)) return ['Its bundle is fetched with the first page that shows it']
  if (load.state !== 'loaded') return []
  return [
    ...missingOf(plugin).map((name) => `The bundle lacks ${name}`),
    ...Object.entries(plugin.crashes).map(([component, message]) => `${component} threw: ${message}`),
    `Bundle ${manifest.bundle.integrity}`,
    ...(plugin.next ? [`Version ${plugin.next.manifest.version} is ready to take over`] : []),
  ]
}

function missingOf({ load, routes, widgets }: PluginState): readonly string[] {
  if (load.state !== 'loaded') return []
  const { module } = load
  return [
    ...routes.filter((route) => !componentOf(module, 'route', route.component)),
    ...widgets.filter((widget) => !componentOf(module, 'widget', widget.component)),
  ].map(({ component }) => component)
}
