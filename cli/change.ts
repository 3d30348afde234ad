/** A change of one tenant's entry in the plugins file: looked at first, then written, then made live. */
import { setTimeout as delay } from 'node:timers/promises'
import { compareRegistries, type RegistryChanges } from '../src/core/changes.ts'
import { compileRegistry } from '../src/core/compile.ts'
import { type Configuration, parseConfiguration } from '../src/core/configuration.ts'
import type { CompiledPlugin, Registry } from '../src/core/registry.ts'
import type { Rejection } from '../src/core/rejection.ts'
import type { Gateway } from './gateway.ts'
import { livePlugins, readFile, refresh, writeFile } from './live.ts'
import { say } from './report.ts'
import { step } from './step.ts'
import { Stop } from './stop.ts'
import { readText, type Stores } from './stores.ts'

const SHARED_FILE = 'config/plugins.yaml'
/** Longer than the gateway's desk remembers a text of its own against one that was put into KV by hand. */
const WRITE_MS = 200_000
const WRITE_PAUSE_MS = 1000
/** KV may show the gateway the old file for a minute after a write. */
const LIVE_MS = 90_000
const LIVE_PAUSE_MS = 1500

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
  /** Names the text before. */
  readonly etag: string
  readonly after: string
  readonly changes: RegistryChanges
  /** What plugins may do from now on, in words: those that are new, and those that may do more than before. */
  readonly grants: readonly string[]
  readonly hostVersion: string
}

export async function previewEdit({ stores, gateway }: Site, edit: Edit): Promise<Preview> {
  const { tenant } = gateway
  const { file, texts } = await readFiles(stores, tenant)
  const { text: before, etag } = await readFile(gateway, file)
  const after = edit(before, file === SHARED_FILE ? tenant : null)
  const old = compile(new Map([...texts, [file, before]]), tenant)
  const fresh = compile(new Map([...texts, [file, after]]), tenant)
  if (fresh.registry === null || fresh.rejections.length > 0) throw rejected(fresh.rejections, old.rejections)
  const changes = compareRegistries(old.registry, fresh.registry)
  const grants = grantsOf(fresh.registry, changes)
  return { file, before, etag, after, changes, grants, hostVersion: fresh.hostVersion }
}

/** Writes the edit of what is there now, as long as that grants no more than what was agreed to. */
export async function writeEdit(site: Site, edit: Edit, agreed: Preview): Promise<void> {
  const deadline = Date.now() + WRITE_MS
  for (;;) {
    const now = await step('read', 'reading the configuration', () => previewEdit(site, edit))
    const surprise = now.grants.find((grant) => !agreed.grants.includes(grant))
    if (surprise !== undefined) {
      throw new Stop('conflict', `The configuration has changed meanwhile: ${surprise}, too.`, ['Run it again.'])
    }
    if (now.after === now.before) return
    const { file, etag, after } = now
    if (await step('write', `writing ${file}`, () => writeFile(site.gateway, { file, etag, text: after }))) return
    if (Date.now() > deadline) {
      throw new Stop('conflict', `${file} was changed by others again and again.`, ['Run it again later.'])
    }
    say('· somebody else has changed it meanwhile: starting from theirs')
    await delay(WRITE_PAUSE_MS * (0.5 + Math.random()))
  }
}

/**
 * Has the gateway compile what was written, until it serves what `isLive` waits for.
 *
 * A refresh that began before somebody else's write may end after theirs and take it back. So whoever finds another
 * text after a refresh than before it refreshes once more: the last one always compiles the last text.
 */
export async function makeLive(
  { gateway, stores }: Site,
  file: string,
  isLive: (plugins: readonly unknown[]) => boolean,
): Promise<string> {
  const deadline = Date.now() + LIVE_MS
  for (;;) {
    const before = await readText(stores, file)
    await step('refresh', 'having the gateway compile it', () => refresh(gateway))
    const { plugins, revision } = await livePlugins(gateway)
    if (isLive(plugins) && (await readText(stores, file)) === before) return revision
    if (Date.now() > deadline) {
      throw new Stop('unreachable', 'The gateway still serves what was there before.', [
        'KV may take a minute to show a change everywhere: run `experience refresh`, then `experience status`.',
      ])
    }
    await delay(LIVE_PAUSE_MS)
  }
}

/** Every YAML file, and which of them holds this tenant's list. */
async function readFiles(stores: Stores, tenant: string) {
  const keys = (await stores.listConfig('config/')).filter((key) => key.endsWith('.yaml'))
  const texts = new Map<string, string>()
  for (const key of keys) {
    const text = await readText(stores, key)
    if (text !== null) texts.set(key, text)
  }
  const own = `config/plugins/${tenant}.yaml`
  return { file: texts.has(own) ? own : SHARED_FILE, texts }
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
  const manifests = configuration.tenants.get(tenant) ?? []
  const bundles = manifests.flatMap((manifest) => [manifest, ...(manifest.rollout === null ? [] : [manifest.rollout])])
  return new Map(bundles.map(({ bundleKey, sha256 }): [string, string] => [bundleKey, sha256 ?? '']))
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
