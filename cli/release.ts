/** Brings one version of a plugin to a tenant. Every step may be repeated, and nothing is served before the last. */
import { judgeEngine } from '../src/core/engine.ts'
import { own, ownText } from '../src/core/own-property.ts'
import type { WrittenManifest } from '../src/core/plugins-edit.ts'
import { confirm } from './ask.ts'
import { applyEntry, previewEntry, verifyLive } from './change.ts'
import { kilobytes } from './check/size.ts'
import { sha256 } from './digest.ts'
import type { Gateway } from './gateway.ts'
import { rollOut } from './live.ts'
import type { Options } from './options.ts'
import { type Report, say } from './report.ts'
import { step } from './step.ts'
import { Stop } from './stop.ts'
import type { Stores } from './stores.ts'

export interface Release {
  readonly id: string
  readonly version: string
  /** Range of host versions. */
  readonly engine: string
  /** The keys for the tenant's entry. */
  readonly manifest: WrittenManifest
  readonly bytes: Uint8Array
}

export interface Site {
  readonly stores: Stores
  readonly gateway: Gateway
}

export async function publish(release: Release, site: Site, options: Options): Promise<Report> {
  const { id, version, bytes } = release
  const { tenant } = site.gateway
  const hash = sha256(bytes)
  const key = keyOf(release)
  const change = { method: 'PUT', id, body: { manifest: release.manifest, sha256: hash } } as const
  await refuseOtherBytes(site.stores, key, hash)
  const preview = await previewEntry(site.gateway, change)
  say(`${id} ${version} for ${tenant}: ${kilobytes(bytes.byteLength)}, sha256:${hash}`)
  for (const grant of preview.grants) say(`  wider: ${grant}`)
  const isMounted = warnOfEngine(release, preview.hostVersion)
  if (preview.grants.length > 0) await confirm(`Permissions get wider. Publish?`, options)
  else if (!isMounted) await confirm(`Nobody would see ${id}. Publish?`, options)
  await upload(site.stores, { key, staged: `.staged/${id}/${version}/${hash}/index.esm.js`, bytes, hash })
  await applyEntry(site.gateway, change, preview)
  const revision = await verifyLive(site.gateway, (plugins) => isServed(plugins, release, hash))
  const { added, changed } = preview
  const what = added.includes(id) ? 'published' : changed.includes(id) ? 'updated' : 'already published'
  return {
    text: [`${id} ${version} is live for ${tenant} (${what}, revision ${revision}).`],
    json: { tenant, plugin: id, version, sha256: hash, revision, outcome: what, grants: preview.grants },
  }
}

function keyOf({ id, version }: Release): string {
  return `plugins/${id}/${version}/index.esm.js`
}

/** Uploads the version and gives it to a part of the people; permissions and contributions stay those of the entry. */
export async function publishTo(percent: number, release: Release, { stores, gateway }: Site): Promise<Report> {
  const { id, version, bytes } = release
  const hash = sha256(bytes)
  const key = keyOf(release)
  await refuseOtherBytes(stores, key, hash)
  await upload(stores, { key, staged: `.staged/${id}/${version}/${hash}/index.esm.js`, bytes, hash })
  const receipt = await step('rollout', `rolling out to ${percent} %`, () => rollOut(gateway, id, { version, percent }))
  return {
    text: [`${percent} % of the people of ${gateway.tenant} have ${id} ${version}; the others keep what they have.`],
    json: { ...receipt, sha256: hash },
  }
}

/** A version is its bytes for ever: browsers and other tenants have them already. */
async function refuseOtherBytes(stores: Stores, key: string, hash: string): Promise<void> {
  const stored = await stores.readObject(key)
  if (stored === null || sha256(stored) === hash) return
  throw new Stop(
    'refused',
    `${key} exists with other bytes (sha256:${sha256(stored)}).`,
    ['A published version never changes: raise the version in the manifest, and publish that.'],
    { stored: sha256(stored), given: hash },
  )
}

interface Upload {
  readonly key: string
  readonly staged: string
  readonly bytes: Uint8Array
  readonly hash: string
}

/** First to a place that nothing is served from, and to the real one only after the bytes came back whole. */
async function upload(stores: Stores, { key, staged, bytes, hash }: Upload): Promise<void> {
  await step('stage', `uploading to ${staged}`, () => stores.writeObject(staged, bytes))
  const back = await step('verify-staged', 'reading it back', () => stores.readObject(staged))
  if (back === null || sha256(back) !== hash) {
    throw new Stop('unreachable', 'What R2 holds is not what was uploaded.', ['Run it again.'])
  }
  const copied = await step('copy', `copying to ${key}`, () => stores.createObject(key, back))
  if (!copied) await refuseOtherBytes(stores, key, hash)
  await step('tidy', 'taking the staged copy away', () => stores.deleteObject(staged))
}

/** @returns Whether the host mounts it. */
function warnOfEngine({ id, engine }: Release, hostVersion: string): boolean {
  const { verdict, why } = judgeEngine(engine, hostVersion)
  if (verdict !== 'ok') say(`  engine: ${why}${verdict === 'skip' ? `; this host will not mount ${id}` : ''}`)
  return verdict !== 'skip'
}

/** Where the gateway tells no hash, its refresh has compared the bytes with the one that the entry declares. */
function isServed(plugins: readonly unknown[], { id, version }: Release, hash: string): boolean {
  const plugin = plugins.find((each) => own(each, 'id') === id)
  const served = ownText(plugin, 'sha256')
  return own(plugin, 'version') === version && (served === undefined || served === hash)
}
