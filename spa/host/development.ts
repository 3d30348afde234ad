/** Tells the author of a plugin under development what became of it in this page. Fetched in development alone. */
import type { PageEvent } from '#core/development'
import { FAILURES } from './failure.ts'
import type { Fetch } from './gateway.ts'
import { componentOf } from './module.ts'
import { buildOf, type PluginState } from './plugin-state.ts'
import { pluginsOf, sessionOf, type Store } from './store.ts'
import type { Troubles } from './troubles.ts'
import { attribute, type Violation, type ViolationPage } from './violation.ts'

const PATH = '/api/dev/notes'
/** The gateway takes twenty. */
const MAX_NOTES = 20

interface Note {
  readonly plugin: string
  readonly what: PageEvent
  readonly about: string
  readonly message: string
}

interface Following {
  readonly store: Store
  readonly troubles: Troubles
  readonly fetch: Fetch
  readonly page: ViolationPage
}

/** @returns Takes in what the page's policy has stopped. */
export function followDevelopment({ store, troubles, fetch, page }: Following): (violation: Violation) => void {
  /** What has been said, by bundle: another build is another matter. */
  const said = new Set<string>()
  const tell = (plugins: readonly PluginState[], notesOf: (plugin: PluginState) => readonly Note[]): void => {
    const fresh = plugins.flatMap((plugin) => {
      return notesOf(plugin).filter((note) => isNew(said, `${buildOf(plugin.manifest)} ${JSON.stringify(note)}`))
    })
    const session = sessionOf(store)
    if (fresh.length > 0 && session) void post(fetch, session.csrfToken, fresh.slice(0, MAX_NOTES))
  }
  const look = (): void => tell(drafts(store), outcomesOf)
  store.subscribe(look)
  look()
  return (violation) => {
    const about = violation.effectiveDirective
    const { plugins, words } = attribute(violation, drafts(store), page)
    for (const { manifest } of plugins) {
      const fix = 'The page’s policy holds for plugins too: docs/troubleshooting.md says what to do instead.'
      troubles.add(buildOf(manifest), { message: `Content-Security-Policy: ${words}`, fix })
    }
    tell(plugins, ({ manifest: { id } }) => [{ plugin: id, what: 'violation', about, message: words }])
  }
}

function drafts(store: Store): readonly PluginState[] {
  return pluginsOf(store).filter(({ manifest }) => manifest.development !== undefined)
}

function outcomesOf({ manifest, load, denied, routes, widgets, crashes }: PluginState): readonly Note[] {
  const note = (what: PageEvent, about: string, message: string): Note => ({
    plugin: manifest.id,
    what,
    about,
    message,
  })
  const refused = denied.map((component) => note('denied', component, 'The policy does not permit it to this person'))
  if (load.state === 'failed')
    return [...refused, note('failed', load.reason, `${FAILURES[load.reason]}: ${load.detail}`)]
  if (load.state !== 'loaded') return refused
  const lacking = [
    ...routes.filter(({ component }) => !componentOf(load.module, 'route', component)),
    ...widgets.filter(({ component }) => !componentOf(load.module, 'widget', component)),
  ].map(({ component }) => note('failed', 'missing_export', `The bundle lacks ${component}`))
  const threw = Object.entries(crashes).map(([component, message]) => note('threw', component, message))
  const faults = [...lacking, ...threw]
  return [...refused, ...(faults.length > 0 ? faults : [note('mounted', '', `${load.milliseconds} ms`)])]
}

function isNew(said: Set<string>, key: string): boolean {
  if (said.has(key)) return false
  said.add(key)
  return true
}

/** What does not arrive still stands in the page. */
async function post(fetch: Fetch, csrfToken: string, notes: readonly Note[]): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken }
  await fetch(PATH, { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify({ notes }) }).catch(
    () => null,
  )
}
