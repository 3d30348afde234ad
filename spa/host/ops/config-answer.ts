/** What the gateway answers about configuration files. */
import { own, ownText } from '#core/own-property'
import type { Guard } from './guard.ts'

export interface ConfigFile {
  readonly file: string
  /** `null`: there is no such file. */
  readonly text: string | null
  /** Tag of the text; whoever writes says which one they have seen. */
  readonly etag: string
}

export const CONFIG_FILE: Guard<ConfigFile> = { what: 'the file', parse: parseConfigFile }

export function parseConfigFile(input: unknown): ConfigFile | null {
  const [file, etag, text] = [ownText(input, 'file'), ownText(input, 'etag'), own(input, 'text')]
  if (file === undefined || etag === undefined) return null
  if (text !== null && typeof text !== 'string') return null
  return { file, text, etag }
}

/** The tag that a file has since it was written. */
export const WRITTEN: Guard<string> = { what: 'the write', parse: (body) => ownText(body, 'etag') ?? null }

/** Files that hold for every tenant, and the tenant's own list of plugins, where it has one. */
export function configFiles(tenant: string): readonly { readonly value: string; readonly label: string }[] {
  const shared = ['plugins', 'routes', 'settings', 'idps', 'ui'].map((name) => `config/${name}.yaml`)
  return [...shared, `config/plugins/${tenant}.yaml`].map((value) => ({ value, label: value }))
}
