/** Compiles one tenant's registry from the configuration and the hashes of the bundles that are there. */
import { bundleUrl } from './bundle.ts'
import type { Configuration } from './configuration.ts'
import type { DeclaredManifest } from './declared-manifest.ts'
import type { PluginManifest } from './manifest.ts'
import type { CompiledPlugin, Registry } from './registry.ts'
import { isRejection } from './rejection.ts'
import type { Rejection } from './rejection.ts'
import { defaultUi } from './theme.ts'

/** `<plugin id> <version>` -> why its rollout was stopped. */
export type RolloutHalts = ReadonlyMap<string, string>

/** R2 keys whose bytes must be hashed before this tenant can be compiled. */
export function bundleKeysOf(configuration: Configuration, tenant: string): readonly string[] {
  const manifests = configuration.tenants.get(tenant) ?? []
  const keys = manifests.flatMap(({ bundleKey, rollout }) => [bundleKey, ...(rollout ? [rollout.bundleKey] : [])])
  return [...new Set(keys)]
}

/**
 * One configuration, one text: the same input gives the same JSON, whose hash is the revision.
 *
 * @param hashes R2 key -> hex sha256 of the bytes, `null` if there is no such object.
 * @returns The registry with the sound plugins; `null` for a host that is neither a tenant nor the operators'.
 *   The operators' host has providers to sign in with, and no plugin ever.
 */
export function compileRegistry(
  configuration: Configuration,
  tenant: string,
  hashes: ReadonlyMap<string, string | null>,
  halts: RolloutHalts = new Map(),
): { readonly registry: Registry | null; readonly rejections: readonly Rejection[] } {
  const { settings, services, routes, idps, ui, tenants } = configuration
  const manifests = tenants.get(tenant) ?? (tenant === settings.operator.host ? [] : null)
  if (manifests === null)
    return { registry: null, rejections: [{ where: 'tenants', why: `no such tenant: ${tenant}` }] }
  const plugins: CompiledPlugin[] = []
  const rejections: Rejection[] = []
  for (const manifest of manifests) {
    const plugin = compilePlugin(manifest, hashes, halts)
    if (isRejection(plugin)) rejections.push(plugin)
    else plugins.push(plugin)
  }
  const registry = {
    tenant,
    settings,
    services: Object.fromEntries(services),
    routes,
    idps: idps.filter((provider) => provider.tenants.includes(tenant)),
    ui: ui.get(tenant) ?? defaultUi(tenant),
    plugins,
  }
  return { registry, rejections }
}

function compilePlugin(
  manifest: DeclaredManifest,
  hashes: ReadonlyMap<string, string | null>,
  halts: RolloutHalts,
): CompiledPlugin | Rejection {
  const { id, rollout } = manifest
  const found = pinBundle(manifest, hashes)
  if (isRejection(found)) return found
  const compiled = compileManifest(manifest, found)
  if (rollout === null) return compiled
  const fresh = pinBundle(rollout, hashes)
  if (isRejection(fresh)) return fresh
  return {
    ...compiled,
    rollout: {
      version: rollout.version,
      percent: rollout.percent,
      bundleKey: rollout.bundleKey,
      sha256: fresh,
      halted: halts.get(`${id} ${rollout.version}`) ?? null,
      manifest: serve(manifest, rollout.version, fresh),
    },
  }
}

/** @param sha256 Hex hash that the bundle's bytes must have. */
export function compileManifest(manifest: DeclaredManifest, sha256: string): CompiledPlugin {
  const { id, version, enabled, bundleKey } = manifest
  return { id, version, enabled, bundleKey, sha256, manifest: serve(manifest, version, sha256) }
}

/** The hash that the bundle's bytes must have from now on. */
function pinBundle(
  {
    bundleKey,
    sha256,
    bundleAt,
    integrityAt,
  }: Pick<DeclaredManifest, 'bundleKey' | 'sha256' | 'bundleAt' | 'integrityAt'>,
  hashes: ReadonlyMap<string, string | null>,
): string | Rejection {
  const found = hashes.get(bundleKey) ?? null
  if (found === null) {
    const put = `npx wrangler r2 object put experience-bundles/${bundleKey} --file dist/index.esm.js --remote`
    return { ...bundleAt, why: `there is no bundle ${bundleKey} in R2; upload it: ${put}` }
  }
  if (sha256 !== null && sha256 !== found) {
    return { ...integrityAt, why: `the bytes of ${bundleKey} have sha256:${found}` }
  }
  return found
}

/** What the browser gets: every default filled in, and no file name. */
function serve(manifest: DeclaredManifest, version: string, sha256: string): PluginManifest {
  const { id, title, engine, contributions, permissions, events, additive } = manifest
  return {
    id,
    version,
    ...(title === null ? {} : { title }),
    engine,
    bundle: { url: bundleUrl(id, version, sha256), integrity: `sha256:${sha256}` },
    contributions,
    permissions,
    ...(events === null ? {} : { events }),
    ...additive,
  }
}
