/** A manifest under development, compiled as a refresh would compile it. */
import { compileManifest } from './compile.ts'
import { readManifest } from './declared-manifest.ts'
import { refuseTakenPaths } from './plugins-file.ts'
import type { CompiledPlugin } from './registry.ts'
import type { Rejection } from './rejection.ts'
import type { RouteConfig } from './routes.ts'
import { parseYaml } from './yaml.ts'

export interface Drafted {
  /** The manifest's text, and the name it has for its author. */
  readonly file: string
  readonly text: string
  /** Id that the manifest must have. */
  readonly id: string
  /** Hex, of the bundle's bytes. */
  readonly sha256: string
  readonly bundleKey: string
}

/** The tenant's live configuration, as far as a draft has to get along with it. */
export interface Neighbours {
  readonly plugins: readonly CompiledPlugin[]
  readonly routes: readonly RouteConfig[]
}

/**
 * Compiles a manifest as a refresh would, into one plugin: the same parser, the same paths that are refused, the same
 * hash that its bytes must have.
 */
export function compileDraft(
  draft: Drafted,
  { plugins, routes }: Neighbours,
): { readonly plugin: CompiledPlugin } | { readonly rejections: readonly Rejection[] } {
  const rejections: Rejection[] = []
  const place = parseYaml(draft.file, draft.text, rejections)
  if (place === null) return { rejections }
  const operatorPaths = routes.filter(({ auth }) => auth === 'operator').map(({ path }) => path)
  const manifest = readManifest(place, operatorPaths)
  if (manifest.id !== '' && manifest.id !== draft.id) place.field('id').reject(`must be ${draft.id} here`)
  const others = plugins.filter(({ id }) => id !== draft.id)
  refuseTakenPaths(
    place,
    { ...manifest, enabled: true },
    others.map((each) => ({ ...each, ...each.manifest })),
  )
  if (rejections.length > 0) return { rejections }
  const { sha256, bundleKey } = draft
  return { plugin: compileManifest({ ...manifest, enabled: true, bundleKey, sha256, rollout: null }, sha256) }
}
