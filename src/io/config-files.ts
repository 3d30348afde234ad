/** The configuration files in KV: those that all tenants share, and one for each tenant that has its own. */
import type { Env } from '../env.ts'
import { DESK } from './objects/desk.ts'
import { RegistryUnavailable } from './registry-store.ts'

const SHARED_FILES = [
  'config/plugins.yaml',
  'config/routes.yaml',
  'config/settings.yaml',
  'config/idps.yaml',
  'config/ui.yaml',
]
const TENANT_FILES = 'config/plugins/'

/**
 * The files that hold for every tenant, and those named; a file that is not there is left out. Read at the desk, where KV
 * shows what was written there without delay.
 */
export async function readFiles(env: Env, more: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = [...SHARED_FILES, ...more]
  const texts = await readAtDesk(env, names)
  const files = new Map<string, string>()
  for (const [index, text] of texts.entries()) {
    const name = names[index]
    if (name !== undefined && text !== null) files.set(name, text)
  }
  return files
}

async function readAtDesk(env: Env, names: readonly string[]): Promise<readonly (string | null)[]> {
  try {
    return await env.DESK.getByName(DESK).read(names)
  } catch (cause) {
    throw new RegistryUnavailable('the configuration cannot be read', { cause })
  }
}

/** Keys of the files that hold one tenant each. */
export async function tenantFiles(env: Env): Promise<readonly string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const page: KVNamespaceListResult<unknown> = await env.CONFIG.list({ prefix: TENANT_FILES, cursor })
    names.push(...page.keys.map((key) => key.name))
    cursor = page.list_complete ? null : page.cursor
  } while (cursor !== null)
  return names
}

export function tenantOfFile(key: string): string {
  return key.slice(TENANT_FILES.length).replace(/\.yaml$/, '')
}

export function tenantFile(tenant: string): string {
  return `${TENANT_FILES}${tenant}.yaml`
}
