/** Follows the gateway's news while somebody is signed in, and brings the page in line with what it offers. */
import { later } from '../later.ts'
import type { Bundles } from './bundles.ts'
import type { Capabilities } from './capabilities.ts'
import { explainDeparture } from './departure.ts'
import type { Calls } from './gateway.ts'
import { createLine, type Heard, type Line, type LineRules } from './line.ts'
import type { Loading } from './loader.ts'
import { isAlive, type PluginState } from './plugin-state.ts'
import { readManifests, readUi } from './reads.ts'
import { isSameVersion } from './reconcile.ts'
import type { Sdks } from './sdks.ts'
import { pluginsOf, type Store } from './store.ts'
import { createTurns } from './turns.ts'

/**
 * An isolate may go for a second without asking the doorbell, and the answer to a page may come from another one than
 * its news: so whatever the page was told to look at, it looks at again when that time is over.
 */
const LOOK_AGAIN_MS = { least: 1500, spread: 1000 } as const

interface LiveRules {
  readonly store: Store
  readonly call: Calls
  readonly sdks: Sdks
  readonly capabilities: Pick<Capabilities, 'forget'>
  readonly around: Pick<LineRules, 'listen' | 'pause' | 'random'> & { readonly loading: Pick<Loading, 'probe'> }
  readonly bundles: Pick<Bundles, 'loadShown' | 'swap'>
  readonly signedOut: () => void
}

interface Live extends Line {
  /** A plugin's call was refused because the plugin is none any more: news that the line has not brought. */
  readonly doubt: () => void
  /** Passes all gates again, whatever is known. */
  readonly examine: () => void
}

export function createLive(rules: LiveRules): Live {
  const { call, around, store } = rules
  const { listen, pause, random } = around
  let revision: string | null = null
  /** Whether the gates have to be passed again though the manifests are as they were; how many looks at the theme are due. */
  let due = { gates: false, themes: 0 }

  const look = async (): Promise<boolean> => {
    const { gates, themes } = due
    due = { gates: false, themes: Math.max(0, themes - 1) }
    const [looked, painted] = await Promise.all([lookAtPlugins(rules, gates), themes > 0 ? lookAtTheme(rules) : true])
    due = { gates: due.gates || (gates && !looked), themes: painted ? due.themes : Math.max(due.themes, themes) }
    return looked && painted
  }
  const turns = createTurns(look, pause, random)

  const lookTwice = (): void => {
    turns.now()
    turns.in(LOOK_AGAIN_MS.least + random() * LOOK_AGAIN_MS.spread)
  }

  const hear = ({ name, revision: told, changedAt, isFirst }: Heard): void => {
    if (name === 'signed-out') return rules.signedOut()
    if (!isFirst) rules.capabilities.forget() // they were minted for what was live before
    const isKnown = revision !== null
    const isOther = told !== null && told !== revision
    revision = told ?? revision
    const hasUi = name === 'ui' || (isFirst && isKnown && isOther)
    due = { gates: due.gates || (isKnown && isOther), themes: hasUi ? 2 : due.themes }
    if (isFirst && !isKnown && isSeen(store, told, changedAt)) return
    // The page has only just asked for everything: one more look covers what changed before the line was up.
    if (isFirst && !isKnown) turns.in(LOOK_AGAIN_MS.least + random() * LOOK_AGAIN_MS.spread)
    else lookTwice()
  }

  const refused = (): void => void call('/api/session')
  const line = createLine({ listen, hear, refused, pause, random })
  return {
    open: line.open,
    close() {
      line.close()
      turns.stop()
    },
    doubt() {
      if (!turns.isDue()) lookTwice()
    },
    examine() {
      due = { ...due, gates: true }
      turns.now()
    },
  }
}

/** Whether the document was made after the last change there was: then there is nothing to look for. */
function isSeen(store: Store, revision: string | null, changedAt: number | null): boolean {
  const state = store.state()
  const asOf = state.phase === 'signed_in' && state.discovery.state === 'done' ? state.discovery.asOf : undefined
  return asOf !== undefined && asOf.revision === revision && changedAt !== null && asOf.changedAt >= changedAt
}

const fetchGates = later(
  () => import('./gates.ts'),
  ({ passGates }) => passGates,
)

/** @returns Whether it is known now what this person has. What is gone goes first, without waiting for decisions. */
async function lookAtPlugins(rules: LiveRules, mustAsk: boolean): Promise<boolean> {
  const { store, call, sdks } = rules
  const manifests = (await readManifests(call)).value
  const state = store.state()
  if (state.phase !== 'signed_in' || state.discovery.state !== 'done') return true
  if (!manifests) return false
  const before = state.discovery.plugins
  const known = before
    .filter(({ load }) => load.state !== 'gone')
    .map(({ next, manifest }) => next?.manifest ?? manifest)
  if (!mustAsk && JSON.stringify(known) === JSON.stringify(manifests)) return true
  store.send({ type: 'withdrawn', present: new Set(manifests.map(({ id }) => id)) })
  void settleGone(rules, before)
  const running = before.filter(({ load, manifest }) => {
    return (
      load.state === 'loaded' &&
      manifests.some(({ id, bundle }) => id === manifest.id && bundle.url !== manifest.bundle.url)
    )
  })
  const passGates = await fetchGates().catch(() => null)
  if (!passGates) return false
  const gates = await passGates([...manifests, ...running.map(({ manifest }) => manifest)], state.session, call)
  if (!gates.value) return false
  const shown = pluginsOf(store)
  store.send({
    type: 'decided_anew',
    plugins: gates.value.slice(0, manifests.length),
    running: gates.value.slice(manifests.length),
  })
  const plugins = pluginsOf(store)
  for (const plugin of shown) if (isReplaced(plugin, plugins)) sdks.drop(plugin.manifest.id)
  void rules.bundles.loadShown()
  void Promise.all(plugins.filter(swapsByItself).map(rules.bundles.swap))
  return true
}

/** Whoever works on a plugin wants to see it: what came from development, and what comes after it, takes over at once. */
function swapsByItself({ manifest, next }: PluginState): boolean {
  return next !== null && (manifest.development ?? next.manifest.development) !== undefined
}

/** Takes the lines of what is gone away, then asks why it is gone. */
async function settleGone({ store, sdks, around }: LiveRules, before: readonly PluginState[]): Promise<void> {
  const gone = before.filter((plugin) => isAlive(plugin) && isReplaced(plugin, pluginsOf(store)))
  for (const { manifest } of gone) sdks.drop(manifest.id)
  await Promise.all(
    gone.map(async ({ manifest }) => {
      const why = await explainDeparture(manifest.bundle.url, around.loading.probe)
      store.send({ type: 'explained', id: manifest.id, why })
    }),
  )
}

function isReplaced(plugin: PluginState, plugins: readonly PluginState[]): boolean {
  const now = plugins.find(({ manifest }) => manifest.id === plugin.manifest.id)
  return now === undefined || !isAlive(now) || !isSameVersion(plugin, now)
}

async function lookAtTheme({ store, call }: LiveRules): Promise<boolean> {
  const ui = (await readUi(call)).value
  const state = store.state()
  if (!ui || state.phase !== 'signed_in') return state.phase !== 'signed_in'
  if (JSON.stringify(ui) !== JSON.stringify(state.ui)) store.send({ type: 'ui_changed', ui })
  return true
}
