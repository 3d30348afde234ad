/** A test's manifest, read by the gateway's own parser. */
import { type DeclaredManifest, readManifest } from '#core/declared-manifest'
import type { Rejection } from '#core/rejection'
import { parseYaml } from '#core/yaml'
import type { Manifest } from '../sdk/public.ts'

/**
 * @param input The manifest, or the text of its file (YAML or JSON).
 * @throws Error with everything that the gateway would reject, and where it stands.
 */
export function readTestManifest(input: Manifest | string): DeclaredManifest {
  const rejections: Rejection[] = []
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const place = parseYaml('manifest', text, rejections)
  const manifest = place === null ? null : readManifest(place, [])
  if (manifest !== null && rejections.length === 0) return manifest
  const lines = rejections.map(({ where, line, why }) => `${where} (line ${line ?? 1}): ${why}`)
  throw new Error(['The manifest is rejected.', ...lines].join('\n  '))
}
