/** A change of one tenant's entry in the plugins file: looked at first, then written in a turn, then compiled. */
import { setTimeout as delay } from 'node:timers/promises'
import { compareRegistries, type RegistryChanges } from '../src/core/changes.ts'
import { bundleKeysOf, compileRegistry } from '../src/core/compile.ts'
import { type Configuration, parseConfiguration } from '../src/core/configuration.ts'
import { own, ownText } from '../src/core/own-property.ts'
import type { CompiledPlugin, Registry } from '../src/core/registry.ts'
import type { Rejection } from '../src/core/rejection.ts'
import { describe, type Gateway, rejectionsIn } from './gateway.ts'
import { inTurn } from './ledger.ts'
import { say } from './report.ts'
import { step } from './step.ts'
import { Stop } from './stop.ts'
import type { Stores } from './stores.ts'

const SHARED_FILE = 'config/plugins.yaml'
/** KV may show the gateway the old file for a minute after a write. */
const VERIFY_MS = 90_000
const VERIFY_PAUSE_MS = 1500

/** @param within The tenant's host where the file holds many, `null` where the file is the tenant's own. */
export type Edit = (text: string, within: string | null) => string

export interface Site {
  readonly stores: Stores
  readonly gateway: Gateway
}

/** What an edit would do. */
export interface Preview {
  readonly file: string
  readonly before: string
  readonly after: string
  readonly changes: RegistryChanges
  /** What plugins may do from now on, in words: those that are new, and those that may do more than before. */
  readonly grants: readonly string[]
  readonly hostVersion: string
}

export async function previewEdit(
  { stores, gateway: { tenant } }: Site,
  edit: Edit,
  read: (key: string) => Promise<string | null> = (key) => readText(stores, key),
): Promise<Preview> {
  const { file, texts } = await readFiles(stores, tenant, read)
  const before = texts.get(file) ?? ''
  const after = edit(before, file === SHARED_FILE ? tenant : null)
  const old = compile(texts, tenant)
  const fresh = compile(new Map([...texts, [file, after]]), tenant)
  if (fresh.registry === null || fresh.rejections.length > 0) throw rejected(fresh.rejections, old.rejections)
  const changes = compareRegistries(old.registry, fresh.registry)
  return { file, before, after, changes, grants: grantsOf(fresh.registry, changes), hostVersion: fresh.hostVersion }
}

/** Writes the edit of what is there now, if that still grants no more than what was agreed to. */
export async function writeEdit(site: Site, edit: Edit, agreed: Preview): Promise<void> {
  await inTurn(site.stores, async (turn) => {
    const now = await step('turn', 'reading the configuration, alone', () =>
      previewEdit(site, edit, (key) => turn.read(key)),
    )
    const surprise = now.grants.find((grant) => !agreed.grants.includes(grant))
    if (surprise !== undefined) {
      throw new Stop('conflict', `Somebody else changed the configuration: ${surprise}, too.`, ['Run it again.'])
    }
    if (now.after === now.before) return
    await step('write', `writing ${now.file}`, () => turn.write(now.file, now.before, now.after))
  })
}

/** Has the gateway compile what was written, until it serves what `isLive` waits for. */
export async function makeLive({ gateway }: Site, isLive: (plugin: unknown) => boolean, id: string): Promise<string> {
  const deadline = Date.now() + VERIFY_MS
  for (;;) {
    await step('refresh', 'having the gateway compile it', () => refresh(gateway))
    const { plugins, revision } = await livePlugins(gateway)
    const plugin = plugins.find((each) => ownText(each, 'id') === id)
    if (isLive(plugin)) return revision
    if (Date.now() > deadline) {
      throw new Stop('unreachable', 'The gateway still serves what was there before.', [
        'KV may take a minute to show a change everywhere: run `experience refresh`, then `experience status`.',
      ])
    }
    say('· the gateway does not see the change yet')
    await delay(VERIFY_PAUSE_MS)
  }
}

export async function refresh(gateway: Gateway, query = ''): Promise<unknown> {
  const { status, body } = await gateway.call('POST', `/api/plugins/refresh${query}`)
  if (status === 422) {
    throw new Stop(
      'refused',
      'The gateway rejects the configuration; the live revision is unchanged.',
      rejectionsIn(body),
      { rejections: own(body, 'rejections') },
    )
  }
  if (status !== 200) throw new Stop('refused', `The gateway refuses to refresh: ${describe(status, body)}.`)
  return body
}

export async function livePlugins(gateway: Gateway) {
  const { status, body } = await gateway.call('GET', `/api/ops/plugins?tenant=${gateway.tenant}`)
  const plugins = own(body, 'plugins')
  if (status !== 200 || !Array.isArray(plugins)) {
    throw new Stop('refused', `The gateway does not tell what is live: ${describe(status, body)}.`)
  }
  const list: readonly unknown[] = plugins
  return { plugins: list, revision: ownText(body, 'revision') ?? '', body }
}

export async function readText(stores: Stores, key: string): Promise<string | null> {
  const bytes = await stores.readConfig(key)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}

/** Every YAML file, and which of them holds this tenant's list. */
async function readFiles(stores: Stores, tenant: string, read: (key: string) => Promise<string | null>) {
  const keys = (await stores.listConfig('config/')).filter((key) => key.endsWith('.yaml'))
  const texts = new Map<string, string>()
  for (const key of keys) {
    const text = await read(key)
    if (text !== null) texts.set(key, text)
  }
  const own = `config/plugins/${tenant}.yaml`
  const file = texts.has(own) ? own : SHARED_FILE
  if (!texts.has(file)) {
    throw new Stop('refused', 'There is no configuration here yet.', [
      '`experience seed` or `experience import` puts it there.',
    ])
  }
  return { file, texts }
}

interface Compiled {
  readonly registry: Registry | null
  readonly rejections: readonly Rejection[]
  readonly hostVersion: string
}

/** As a refresh would, but that bundles are believed to be what is declared of them. */
function compile(texts: ReadonlyMap<string, string>, tenant: string): Compiled {
  const { configuration, rejections } = parseConfiguration(texts, [])
  if (configuration === null || rejections.length > 0) return { registry: null, rejections, hostVersion: '' }
  const outcome = compileRegistry(configuration, tenant, declaredHashes(configuration, tenant))
  return { ...outcome, hostVersion: configuration.settings.hostVersion }
}

function declaredHashes(configuration: Configuration, tenant: string): ReadonlyMap<string, string> {
  const declared = (configuration.tenants.get(tenant) ?? []).map(({ bundleKey, sha256 }): [string, string] => [
    bundleKey,
    sha256 ?? '',
  ])
  return new Map([...bundleKeysOf(configuration, tenant).map((key): [string, string] => [key, '']), ...declared])
}

function rejected(rejections: readonly Rejection[], before: readonly Rejection[]): Stop {
  const lines = rejections.map(({ file, line, column, where, why }) => `${file}:${line}:${column} ${where} ${why}`)
  const message =
    before.length > 0
      ? 'The configuration has mistakes already; nothing has been changed.'
      : 'The configuration would be rejected; nothing has been changed.'
  return new Stop('refused', message, lines, { rejections })
}

function grantsOf({ plugins }: Registry, { added, widened }: RegistryChanges): readonly string[] {
  const fresh = plugins.filter(({ id, enabled }) => added.includes(id) && enabled)
  return [...fresh.flatMap(everything), ...widened.map(({ plugin, what }) => `${plugin} ${what}`)]
}

function everything({ id, manifest: { permissions } }: CompiledPlugin): readonly string[] {
  return [
    ...permissions.api.map(({ method, path }) => `${id} may call ${method} ${path}`),
    ...permissions.sse.map((topic) => `${id} may receive topics ${topic} and below`),
  ]
}
