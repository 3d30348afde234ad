/** How a page begins: with what its document says, checked like any answer of the gateway; else by asking for it. */
import { isRecord, own, ownText } from '#core/own-property'
import type { AsOf } from '#core/page-data'
import type { EngineVerdict } from '#core/engine'
import { parseProblem, parseSession, parseUiConfig, type ProblemAnswer } from './answers.ts'
import { later } from '../later.ts'
import { UNREACHABLE, type Calls } from './gateway.ts'
import type { HostEvent } from './lifecycle.ts'
import { parseManifests } from './manifests.ts'
import type { PluginState } from './plugin-state.ts'
import type { Told } from './told.ts'

interface Beginning {
  readonly told: Told
  readonly call: Calls
  /** Dropped silently once the run this belongs to is over. */
  readonly send: (event: HostEvent) => void
  readonly signedOut: () => void
}

const fetchDiscovery = later(
  () => import('./discover.ts'),
  ({ discover }) => discover,
)

export async function begin(beginning: Beginning): Promise<void> {
  if (await hydrate(beginning)) return
  const discover = await fetchDiscovery().catch(() => null)
  if (discover) await discover(beginning)
  else beginning.send({ type: 'unreachable', problem: UNREACHABLE })
}

/** @returns Whether the document said all there is to know. */
async function hydrate({ told, send, signedOut }: Beginning): Promise<boolean> {
  const person = await told.person()
  const problem = problemIn(person)
  if (problem?.code === 'signed_out') signedOut()
  else if (problem) send({ type: 'unreachable', problem })
  if (problem) return true
  const session = isRecord(person) ? parseSession(person['session']) : null
  if (!session || !isRecord(person)) return false
  send({ type: 'signed_in', session, ui: parseUiConfig(person['ui']) })
  const said = await told.plugins()
  const undecided = problemIn(said)
  const plugins = isRecord(said) && Array.isArray(said['plugins']) ? said['plugins'].flatMap(parsePlugin) : null
  if (undecided) send({ type: 'discovery_failed', problem: undecided })
  else if (plugins) send({ type: 'decided', plugins, ...parseAsOf(said) })
  return undecided !== null || plugins !== null
}

/** What is told is permitted: the gateway has passed the gates. One that is not sound is left out. */
function parsePlugin(input: unknown): readonly PluginState[] {
  if (!isRecord(input)) return []
  const [manifest] = parseManifests([input['manifest']]) ?? []
  const engine = parseVerdict(input['engine'])
  if (!manifest || !engine) return []
  const { routes, widgets } = manifest.contributions
  return [{ manifest, engine, routes, widgets, denied: [], load: { state: 'idle' }, next: null, crashes: {} }]
}

/** Without it the page looks once more when its line to the gateway stands. */
function parseAsOf(said: unknown): { readonly asOf?: AsOf } {
  const asOf = own(said, 'asOf')
  const [revision, changedAt] = [ownText(asOf, 'revision'), own(asOf, 'changedAt')]
  return revision !== undefined && typeof changedAt === 'number' ? { asOf: { revision, changedAt } } : {}
}

function parseVerdict(input: unknown): EngineVerdict | null {
  if (!isRecord(input) || typeof input['why'] !== 'string') return null
  const { verdict, why } = input
  return verdict === 'ok' || verdict === 'warn' ? { verdict, why } : null
}

function problemIn(input: unknown): ProblemAnswer | null {
  return isRecord(input) ? parseProblem(input['problem']) : null
}
