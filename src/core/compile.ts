/** Compiles one tenant's registry from the configuration and the hashes of the bundles that are there. */
import { bundleUrl } from './bundle.ts'
import type { Configuration } from './configuration.ts'
import type { DeclaredManifest } from './declared-manifest.ts'
import type { PluginManifest } from './manifest.ts'
import type { CompiledPlugin, Registry } from './registry.ts'
import { isRejection } from './rejection.ts'
import type { Rejection } from './rejection.ts'
import { defaultUi } from './theme.ts'

/** R2 keys whose bytes must be hashed before this tenant can be compiled. */
export function bundleKeysOf(configuration: Configuration, tenant: string): readonly string[] {
  const manifests = configuration.tenants.get(tenant) ?? []
  return [...new Set(manifests.map((manifest) => manifest.bundleKey))]
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
): { readonly registry: Registry | null; readonly rejections: readonly Rejection[] } {
  const { settings, services, routes, idps, ui, tenants } = configuration
  const manifests = tenants.get(tenant) ?? (tenant === settings.operator.host ? [] : null)
  if (manifests === null)
    return { registry: null, rejections: [{ where: 'tenants', why: `no such tenant: ${tenant}` }] }
  const plugins: CompiledPlugin[] = []
  const rejections: Rejection[] = []
  for (const manifest of manifests) {
    const plugin = compilePlugin(manifest, hashes.get(manifest.bundleKey) ?? null)
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

function compilePlugin(manifest: DeclaredManifest, found: string | null): CompiledPlugin | Rejection {
  const { id, version, enabled, bundleKey } = manifest
  if (found === null) {
    const put = `npx wrangler r2 object put experience-bundles/${bundleKey} --file dist/index.esm.js --remote`
    return { ...manifest.bundleAt, why: `there is no bundle ${bundleKey} in R2; upload it: ${put}` }
  }
  if (manifest.sha256 !== null && manifest.sha256 !== found) {
    return { ...manifest.integrityAt, why: `the bytes of ${bundleKey} have sha256:${found}` }
  }
  return { id, version, enabled, bundleKey, sha256: found, manifest: serve(manifest, found) }
}

/** What the browser gets: every default filled in, and no file name. */
function serve(manifest: DeclaredManifest, sha256: string): PluginManifest {
  const { id, version, title, engine, contributions, permissions, additive } = manifest
  return {
    id,
    version,
    ...(title === null ? {} : { title }),
    engine,
    bundle: { url: bundleUrl(id, version, sha256), integrity: `sha256:${sha256}` },
    contributions,
    permissions,
    ...additive,
  }
}
