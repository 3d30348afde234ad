/** `publish`, and `promote`: the same work for a version that another environment has already. */
import { readManifest } from '../../src/core/declared-manifest.ts'
import { own, ownText } from '../../src/core/own-property.ts'
import { Place } from '../../src/core/place.ts'
import { entryIn, type WrittenManifest } from '../../src/core/plugins-edit.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { printFinding } from '../check/finding.ts'
import { type Command, PLACE } from '../command.ts'
import { sha256 } from '../digest.ts'
import { publish as publishRelease, publishTo, type Release } from '../release.ts'
import { say } from '../report.ts'
import { step } from '../step.ts'
import { Stop } from '../stop.ts'
import { readText, type Stores, withStores } from '../stores.ts'
import { gatewayIn, storesIn, tenantIn } from '../target.ts'
import { checkFolder, hasErrors, reportOf } from './check.ts'
import { percentOf } from './rollout.ts'

export const publish: Command = {
  name: 'publish',
  expects: ['<dir>'],
  summary: 'check a plugin, upload it, put it into the tenant’s list and make it live',
  options: ['tenant', ...PLACE, 'bundle', 'budget', 'percent', 'yes', 'json', 'help'],
  examples: [
    'publish my-plugin --tenant acme.localhost',
    'publish my-plugin --tenant portal.acme.example --remote --env staging --yes --json',
  ],
  run: async ({ arguments: [folder = '.'], options }) => {
    const gateway = gatewayIn(options)
    const checked = await step('check', `checking ${folder}`, () => checkFolder(folder, options))
    if (hasErrors(checked) || checked.manifest === null) return reportOf(checked)
    for (const line of checked.findings.flatMap(printFinding)) say(line)
    const { id, version, engine } = checked.manifest
    const release: Release = { id, version, engine: engine.experience, manifest: checked.written, bytes: checked.bytes }
    const percent = options.percent === undefined ? null : percentOf(options.percent)
    return withStores(storesIn(options), (stores) =>
      percent === null
        ? publishRelease(release, { stores, gateway }, options)
        : publishTo(percent, release, { stores, gateway }),
    )
  },
}

export const promote: Command = {
  name: 'promote',
  expects: ['<plugin>'],
  summary: 'publish what another environment serves: the same entry, the very same bytes',
  options: ['tenant', 'from', 'from-tenant', ...PLACE, 'yes', 'json', 'help'],
  examples: [
    'promote hello --from staging --from-tenant staging.acme.example --tenant portal.acme.example --remote --env production',
  ],
  run: async ({ arguments: [id = ''], options }) => {
    const gateway = gatewayIn(options)
    const sameStores = options.from === undefined
    if (sameStores && options['from-tenant'] === undefined) {
      throw new Stop('usage', 'Say where the plugin is now: --from <environment>, --from-tenant <host>, or both.')
    }
    const source = options['from-tenant'] ?? tenantIn(options)
    const release = await withStores(storesIn(options, options.from ?? options.env), (stores) =>
      readRelease(stores, source, id),
    )
    return withStores(storesIn(options), (stores) => publishRelease(release, { stores, gateway }, options))
  },
}

/** What a tenant has of a plugin, with its bytes compared with the hash that its entry declares. */
async function readRelease(stores: Stores, tenant: string, id: string): Promise<Release> {
  const ownFile = await readText(stores, `config/plugins/${tenant}.yaml`)
  const shared = await readText(stores, 'config/plugins.yaml')
  const entry = ownFile === null ? entryIn(shared ?? '', tenant, id) : entryIn(ownFile, null, id)
  if (entry === null) throw new Stop('refused', `${tenant} has no plugin ${id} there.`)
  const { version, engine, bundleKey } = parseEntry(entry)
  const bytes = await stores.readObject(bundleKey)
  if (bytes === null) throw new Stop('refused', `${bundleKey} is not in R2 there.`)
  const declared = ownText(own(entry, 'bundle'), 'integrity')
  if (declared !== undefined && declared.toLowerCase() !== `sha256:${sha256(bytes)}`) {
    throw new Stop('refused', `The bytes of ${bundleKey} there are not those that its entry declares.`)
  }
  // What operators set there (a rollout, a plugin switched off) is not part of the version.
  const { enabled: _enabled, rollout: _rollout, bundle: _bundle, ...manifest } = entry
  return { id, version, engine: engine.experience, manifest, bytes }
}

function parseEntry(entry: WrittenManifest) {
  const rejections: Rejection[] = []
  const place = parseYaml('the entry', JSON.stringify(entry), rejections)
  const manifest = place instanceof Place ? readManifest(place, []) : null
  if (manifest !== null && rejections.length === 0) return manifest
  throw new Stop(
    'refused',
    'The entry there has mistakes.',
    rejections.map(({ where, why }) => `${where} ${why}`),
  )
}
