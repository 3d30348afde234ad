/** The two files of a version as somebody chooses them: what the manifest says it is, and the hash of the bundle. */

export interface PluginFiles {
  readonly id: string
  readonly version: string
  /** Text of the manifest's file, for the gateway to read: its mistakes are then told at their lines. */
  readonly manifest: string
  readonly bundle: Blob
  /** Hex SHA-256 of the bundle. */
  readonly sha256: string
}

/** @returns `null` when the manifest does not say whose it is, at the outermost level. */
export async function readPluginFiles(manifest: Blob, bundle: Blob): Promise<PluginFiles | null> {
  const text = await manifest.text()
  const [id, version] = [saidOf(text, 'id'), saidOf(text, 'version')]
  if (id === null || version === null) return null
  return { id, version, manifest: text, bundle, sha256: await sha256Of(bundle) }
}

export async function sha256Of(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Enough to know which address to ask; the gateway reads the rest, and refuses a manifest of another plugin. */
function saidOf(text: string, key: 'id' | 'version'): string | null {
  const json = /^\s*\{/.test(text)
  const said = new RegExp(json ? `"${key}"\\s*:\\s*"([^"]+)"` : `^${key}:\\s*['"]?([A-Za-z0-9.+-]+)`, 'm').exec(text)
  return said?.[1] ?? null
}
