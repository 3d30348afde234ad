/**
 * wrangler's own bindings to KV and R2: local state and the real stores speak the same API, and R2's conditional
 * writes, which the command line lacks, are at hand.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { QUIET_WRANGLER } from '../dev/wrangler.ts'
import { isRecord } from '../src/core/own-property.ts'
import { Stop } from './stop.ts'

const WRANGLER_TOML = join(import.meta.dirname, '../wrangler.toml')

export interface StoreChoice {
  readonly remote: boolean
  /** Environment of wrangler.toml; `null`: the top level, which is development. */
  readonly environment: string | null
  /** Folder of local data, as in `wrangler dev --persist-to`. */
  readonly stateDir: string
}

export interface Page {
  readonly cursor?: string
}

export interface Bindings {
  readonly CONFIG: {
    get(key: string, type: 'arrayBuffer'): Promise<ArrayBuffer | null>
    put(key: string, value: Uint8Array): Promise<void>
    list(
      options: Page & { readonly prefix: string },
    ): Promise<Page & { readonly keys: readonly { readonly name: string }[]; readonly list_complete: boolean }>
  }
  readonly BUNDLES: {
    get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>
    put(
      key: string,
      value: Uint8Array,
      options: {
        readonly sha256: string
        readonly httpMetadata: { readonly contentType: string }
        readonly onlyIf?: Headers
      },
    ): Promise<unknown>
    delete(key: string): Promise<void>
    list(
      options: Page & { readonly prefix: string },
    ): Promise<Page & { readonly objects: readonly { readonly key: string }[]; readonly truncated: boolean }>
  }
}

/** wrangler.toml's stores and no other binding: the rest would start Durable Objects. */
export function storeConfig(config: unknown, remote: boolean): string {
  const kept = [
    'name',
    'account_id',
    'compatibility_date',
    'kv_namespaces',
    'id',
    'r2_buckets',
    'bucket_name',
    'binding',
  ]
  const stores: unknown = JSON.parse(JSON.stringify(config, kept))
  const isStore = (value: unknown): value is Record<string, unknown> => isRecord(value) && 'binding' in value
  return JSON.stringify(stores, (_key, value: unknown) => (remote && isStore(value) ? { ...value, remote } : value))
}

export async function openBindings({ remote, environment, stateDir }: StoreChoice) {
  Object.assign(process.env, { ...QUIET_WRANGLER, WRANGLER_LOG: 'error' })
  const { getPlatformProxy, unstable_readConfig } = await import('wrangler')
  const folder = mkdtempSync(join(tmpdir(), 'experience-stores-'))
  const configPath = join(folder, 'wrangler.json')
  try {
    const env = environment === null ? {} : { env: environment }
    const config: unknown = unstable_readConfig({ config: WRANGLER_TOML, ...env }, { hideWarnings: true })
    writeFileSync(configPath, storeConfig(config, remote))
    return await getPlatformProxy<Bindings>({
      configPath,
      persist: remote ? false : { path: join(stateDir, 'v3') },
      envFiles: [],
      remoteBindings: remote,
    })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Stop('unreachable', `The stores cannot be opened: ${said}`, adviceFor(remote))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function adviceFor(remote: boolean): readonly string[] {
  if (!remote) return ['Is there local data? `npm start` makes it; --state-dir names another folder.']
  return ['Sign in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.']
}
