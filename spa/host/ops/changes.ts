/** What a new revision changes, tenant by tenant, in lines to read. */
import { own, ownText } from '#core/own-property'
import { listOf, textsOf } from './guard.ts'

export interface TenantChanges {
  readonly tenant: string
  /** `null`: the tenant has left the configuration. */
  readonly revision: string | null
  /** Empty when the new revision says the same as the old one. */
  readonly lines: readonly string[]
  /** What plugins may do from now on and could not before, new ones included: read these first. */
  readonly widened: readonly string[]
}

const WORDS = { added: 'Added', changed: 'Changed', removed: 'Removed' } as const
const KINDS = ['added', 'changed', 'removed'] as const

export function parseChanges(answer: unknown): readonly TenantChanges[] {
  return listOf(own(answer, 'tenants'), (input) => {
    const tenant = ownText(input, 'tenant')
    if (tenant === undefined) return null
    return {
      tenant,
      revision: ownText(input, 'revision') ?? null,
      lines: KINDS.flatMap((kind) => lineOf(WORDS[kind], textsOf(own(input, kind)))),
      widened: listOf(own(input, 'granted') ?? own(input, 'widened'), widenedOf),
    }
  })
}

function lineOf(word: string, ids: readonly string[]): readonly string[] {
  return ids.length === 0 ? [] : [`${word}: ${ids.join(', ')}`]
}

function widenedOf(entry: unknown): string | null {
  const [plugin, what] = [ownText(entry, 'plugin'), ownText(entry, 'what')]
  return plugin === undefined || what === undefined ? null : `${plugin} ${what}`
}

/** Keys that look like a slip, in lines to read. */
export function parseWarnings(answer: unknown): readonly string[] {
  return listOf(own(answer, 'warnings'), (input) => {
    const [where, why] = [ownText(input, 'where'), ownText(input, 'why')]
    return why === undefined ? null : `${where ?? ''} ${why}`.trim()
  })
}
