/** The configuration files, read together. */
import type { DeclaredManifest } from './declared-manifest.ts'
import { readProviders } from './idps.ts'
import type { ProviderConfig } from './idps.ts'
import type { Place } from './place.ts'
import { readManifests, tenantPlaces } from './plugins-file.ts'
import type { Rejection } from './rejection.ts'
import { readRouting } from './routes.ts'
import type { Routing } from './routes.ts'
import { readSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import type { UiConfig } from './theme.ts'
import { readUi } from './ui.ts'
import { refuseReferences } from './references.ts'
import { parseYaml } from './yaml.ts'

export interface Configuration extends Routing {
  readonly settings: Settings
  readonly idps: readonly ProviderConfig[]
  readonly ui: ReadonlyMap<string, UiConfig>
  /** Every tenant with its sound manifests, in the files' order. */
  readonly tenants: ReadonlyMap<string, readonly DeclaredManifest[]>
}

/** KV key -> text. */
export type ConfigurationFiles = ReadonlyMap<string, string>

/** Nobody reads more at once, and an answer has to stay small. */
const MOST_REJECTIONS = 200

const SHARED_FILE = 'config/plugins.yaml'
/** A tenant with a file of its own: the file is the list that would stand below its host in the shared one. */
const TENANT_FILE = /^config\/plugins\/(.+)\.yaml$/

/**
 * Reads the configuration files and reports every mistake.
 *
 * @param others Tenants whose own files exist and are not among `files`. `null`: not known, so whether a tenant that is
 *   named somewhere exists is not checked.
 * @returns The sound part: entries with mistakes are left out. `null` when settings have a mistake, or when routes or
 *   identity providers cannot be read at all: guessing there would open something or shut everyone out.
 */
export function parseConfiguration(
  files: ConfigurationFiles,
  others: readonly string[] | null = null,
): {
  readonly configuration: Configuration | null
  readonly rejections: readonly Rejection[]
} {
  const rejections: Rejection[] = []
  const roots = {
    settings: parseRoot(files, 'config/settings.yaml', rejections),
    routes: parseRoot(files, 'config/routes.yaml', rejections),
    idps: parseRoot(files, 'config/idps.yaml', rejections),
    ui: parseRoot(files, 'config/ui.yaml', rejections),
  }
  const settings = soundSettings(files, roots.settings, rejections)
  const routing = roots.routes && readRouting(roots.routes, rejections)
  const idps = roots.idps && readProviders(roots.idps, rejections)
  const ui = roots.ui ? readUi(roots.ui, rejections) : new Map<string, UiConfig>()
  const operatorPaths = routing?.routes.filter(({ auth }) => auth === 'operator').map(({ path }) => path) ?? []
  const { tenants, isWhole } = readTenants(files, operatorPaths, rejections)
  if (tenants.size === 0 && isWhole && !others?.length) {
    rejections.push({ file: SHARED_FILE, where: 'tenants', why: 'there is no tenant' })
  }
  if (settings) {
    const named = new Set([...tenants.keys(), ...(others ?? [])])
    rejections.push(...refuseReferences(roots, settings, named, isWhole && others !== null))
  }
  const configuration = settings && routing && idps && { settings, ...routing, idps, ui, tenants }
  return { configuration, rejections: shorten(rejections) }
}

function shorten(rejections: readonly Rejection[]): readonly Rejection[] {
  const [next] = rejections.slice(MOST_REJECTIONS)
  if (next === undefined) return rejections
  const why = `and ${rejections.length - MOST_REJECTIONS} more from here on`
  return [...rejections.slice(0, MOST_REJECTIONS), { ...next, why }]
}

/** Routes and identity providers must be there. Without settings and looks there are defaults. */
const REQUIRED_FILES: readonly string[] = ['config/routes.yaml', 'config/idps.yaml']

function parseRoot(files: ConfigurationFiles, file: string, rejections: Rejection[]): Place | null {
  const text = files.get(file)
  if (text !== undefined) return parseYaml(file, text, rejections)
  if (REQUIRED_FILES.includes(file)) rejections.push({ file, where: '', why: 'is missing' })
  return null
}

/** One wrong setting and none are used: a default in its place could be the less strict one. */
function soundSettings(files: ConfigurationFiles, root: Place | null, rejections: Rejection[]): Settings | null {
  if (root === null && files.has('config/settings.yaml')) return null
  const own: Rejection[] = []
  const settings = readSettings(root?.reportingTo(own) ?? null)
  rejections.push(...own)
  return own.length === 0 ? settings : null
}

interface TenantsRead {
  readonly tenants: Configuration['tenants']
  /** Whether every file could be read, so that a tenant that is not among them does not exist. */
  readonly isWhole: boolean
}

function readTenants(
  files: ConfigurationFiles,
  operatorPaths: readonly string[],
  rejections: Rejection[],
): TenantsRead {
  const tenants = new Map<string, readonly DeclaredManifest[]>()
  let isWhole = true
  for (const [file, text] of files) {
    const host = TENANT_FILE.exec(file)?.[1]
    if (host === undefined && file !== SHARED_FILE) continue
    const root = parseYaml(file, text, rejections)
    if (root === null) isWhole = false
    for (const [tenant, list] of root ? tenantPlaces(root, host) : []) {
      if (tenants.has(tenant)) list.reject(`tenant ${tenant} stands in another file already`)
      else tenants.set(tenant, readManifests(list, operatorPaths, rejections))
    }
  }
  return { tenants, isWhole }
}
