/** A manifest as an operator writes it in `config/plugins.yaml`. */
import valid from 'semver/functions/valid.js'
import validRange from 'semver/ranges/valid.js'
import { bundleKeyOf } from './bundle.ts'
import { readContributions } from './contributions.ts'
import { readEventTopics } from './event-topics.ts'
import type { EventTopics, PluginManifest } from './manifest.ts'
import { readPermissions } from './permissions.ts'
import type { At, Place } from './place.ts'
import { isPluginId } from './plugin-id.ts'
import { isRejection, type Rejection } from './rejection.ts'
import { suspicionsIn } from './suspicions.ts'

export interface DeclaredManifest {
  readonly id: string
  readonly version: string
  readonly enabled: boolean
  readonly title: string | null
  /** Range of host versions (semver). */
  readonly engine: PluginManifest['engine']
  /** R2 key, below `plugins/`. */
  readonly bundleKey: string
  /** Hex sha256 the operator declared. */
  readonly sha256: string | null
  readonly contributions: PluginManifest['contributions']
  readonly permissions: PluginManifest['permissions']
  /** Topics between plugins in the page; `null`: none. */
  readonly events: EventTopics | null
  /** A second version for a part of the people. */
  readonly rollout: DeclaredRollout | null
  /** Keys we do not know, passed through. */
  readonly additive: Readonly<Record<string, unknown>>
  /** Unknown keys that look like a slip. */
  readonly suspicions: readonly Rejection[]
  /** Where the bundle and its hash are named, for what is found out about them later. */
  readonly bundleAt: At
  readonly integrityAt: At
}

export interface DeclaredRollout {
  readonly version: string
  readonly percent: number
  readonly bundleKey: string
  readonly sha256: string | null
  readonly bundleAt: At
  readonly integrityAt: At
}

const KNOWN = [
  'id',
  'version',
  'enabled',
  'title',
  'engine',
  'bundle',
  'contributions',
  'permissions',
  'events',
  'rollout',
] as const

/** What the gateway alone says of a plugin: under these names nothing is passed through. */
const OURS = ['development'] as const

/**
 * Reads one manifest. What is wrong with it goes to the place's rejections; then the value is not to be used.
 *
 * @param operatorPaths Templates no plugin may be granted.
 */
export function readManifest(place: Place, operatorPaths: readonly string[]): DeclaredManifest {
  const id = readId(place.field('id'))
  const version = readVersion(place.field('version'))
  return {
    id,
    version,
    enabled: place.optional('enabled')?.flag() ?? true,
    title: place.optional('title')?.text() ?? null,
    engine: readEngine(place.optional('engine')),
    ...readBundle(place.field('bundle'), `plugins/${id}/${version}/index.esm.js`),
    contributions: readContributions(place.optional('contributions'), id),
    permissions: readPermissions(place.optional('permissions'), operatorPaths),
    events: readEventTopics(place.optional('events')),
    rollout: readRollout(place.optional('rollout'), id, version),
    additive: place.others(...KNOWN, ...OURS),
    suspicions: suspicionsIn(place, [...KNOWN, ...OURS]),
  }
}

function readId(place: Place): string {
  const id = place.text()
  if (id !== '' && !isPluginId(id)) place.reject('must be made of a-z, 0-9 and -, at most 64, and not begin with -')
  return id
}

/** Exactly as semver writes it: the version is part of keys and URLs, so one version has one spelling. */
function readVersion(place: Place): string {
  const version = place.text()
  if (version !== '' && valid(version) !== version) place.reject('must be a semver version like "1.10.0"')
  return version
}

function readEngine(place: Place | null): PluginManifest['engine'] {
  if (place === null) return { experience: '*' }
  const experience = place.field('experience').text()
  if (experience !== '' && validRange(experience) === null) {
    place.field('experience').reject('must be a semver range like ">=1.2.0 <2.0.0"')
  }
  return { ...place.others('experience'), experience }
}

/** Only the code differs: contributions and permissions are those of the manifest, so that nobody may do more. */
function readRollout(place: Place | null, id: string, stable: string): DeclaredRollout | null {
  if (place === null) return null
  place.only('version', 'percent', 'bundle')
  const version = readVersion(place.field('version'))
  if (version === stable) place.field('version').reject('must differ from the version that is rolled out already')
  const percent = place.field('percent').integer(0, 100) ?? 0
  return { version, percent, ...readBundle(place.field('bundle'), `plugins/${id}/${version}/index.esm.js`) }
}

function readBundle(place: Place, byDefault: string) {
  const [file, integrity] = place.present ? [place.field('file'), place.field('integrity')] : []
  const path = file?.present ? file.text() : ''
  const key = path === '' ? byDefault : bundleKeyOf(path)
  if (isRejection(key)) file?.reject(key.why)
  const hash = integrity?.present ? integrity.text(/^sha256:[0-9a-fA-F]{64}$/, 'sha256: and 64 hex digits') : null
  return {
    bundleKey: isRejection(key) ? byDefault : key,
    sha256: hash?.slice('sha256:'.length).toLowerCase() ?? null,
    bundleAt: file?.at ?? place.at,
    integrityAt: integrity?.at ?? place.at,
  }
}
