/** Changes one tenant's entry in the plugins file: tried first, then written over nothing unseen, then made live. */
import type { EntryEdit } from '../core/plugins-edit.ts'
import { isRejection, type Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { tenantFile } from './config-files.ts'
import type { RefreshOptions, RefreshOutcome } from './flip.ts'
import { DESK, etagOfFile } from './objects/desk.ts'
import { refreshTenant } from './refresh.ts'
import { RegistryUnavailable } from './registry-store.ts'

const SHARED_FILE = 'config/plugins.yaml'
/** As large as the parser takes a file; a larger one was put there by hand. */
const MAX_FILE_CHARACTERS = 64 * 1024
/** Of the file that many share: one tenant's entries must not leave the others without room. */
const MAX_SHARED_BYTES = 48 * 1024

/** What is as it was: the entry cannot be edited so, or what comes of it is wrong, or others were there before. */
type Unchanged =
  | { readonly kind: 'no_entry'; readonly why: string }
  | { readonly kind: 'conflict'; readonly etag: string }
  | Exclude<RefreshOutcome, { readonly kind: 'flipped' }>

export type EntryOutcome =
  | Unchanged
  | (Extract<RefreshOutcome, { readonly kind: 'flipped' }> & {
      readonly file: string
      /** Of the file before and after. */
      readonly etags: { readonly before: string; readonly after: string }
      /** Whether the file says anything new. */
      readonly isEdited: boolean
    })

export interface EntryOptions extends Pick<RefreshOptions, 'at' | 'isDry' | 'believed'> {
  /** Tag of the file that somebody has agreed to change; `null`: whatever stands there. */
  readonly expected?: string | null
  /** After the file is written and before it is compiled. */
  readonly onWritten?: () => Promise<void>
}

export async function editEntry(
  env: Env,
  tenant: string,
  edit: EntryEdit,
  { at, isDry = false, believed, expected = null, onWritten }: EntryOptions,
): Promise<EntryOutcome> {
  const { file, before, within } = await listOf(env, tenant)
  const etag = await etagOfFile(before)
  if (expected !== null && expected !== etag) return { kind: 'conflict', etag }
  const text = edit(before ?? '', within)
  if (isRejection(text)) return { kind: 'no_entry', why: whyOf(text) }
  const crowding = file === SHARED_FILE ? refuseCrowding(tenant, before ?? '', text) : null
  if (crowding !== null) return { kind: 'rejected', rejections: [crowding] }
  const trusted = isDry && believed !== undefined ? { believed } : {}
  const dry = await refreshTenant(env, tenant, { at, files: new Map([[file, text]]), isDry: true, ...trusted })
  if (dry.kind !== 'flipped') return dry
  const edited = { file, etags: { before: etag, after: await etagOfFile(text) }, isEdited: text !== before }
  if (isDry) return { ...dry, ...edited }
  const written = await env.DESK.getByName(DESK).write(file, etag, text)
  if (written.kind === 'conflict') return written
  await onWritten?.()
  const outcome = await refreshTenant(env, tenant, { at })
  return outcome.kind === 'flipped' ? { ...outcome, ...edited } : outcome
}

/** The file in which the tenant's manifests stand. */
async function listOf(env: Env, tenant: string) {
  const own = tenantFile(tenant)
  const [ownText = null, shared = null] = await env.DESK.getByName(DESK).read([own, SHARED_FILE])
  const found =
    ownText === null
      ? { file: SHARED_FILE, before: shared, within: tenant }
      : { file: own, before: ownText, within: null }
  if ((found.before ?? '').length > MAX_FILE_CHARACTERS) throw new RegistryUnavailable(`${found.file} is too large`)
  return found
}

function refuseCrowding(tenant: string, before: string, after: string): Rejection | null {
  const sizeOf = (text: string): number => new TextEncoder().encode(text).byteLength
  if (sizeOf(after) <= Math.max(sizeOf(before), MAX_SHARED_BYTES)) return null
  const why = `the file would be larger than ${MAX_SHARED_BYTES / 1024} kB: move the tenant to ${tenantFile(tenant)}`
  return { file: SHARED_FILE, where: `tenants.${tenant}`, why }
}

function whyOf({ where, why }: Rejection): string {
  return where === '' ? why : `${where}: ${why}`
}
