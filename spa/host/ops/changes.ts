/** What a refresh changed, tenant by tenant, in lines to read. */
import { own, ownText } from '#core/own-property'

export interface TenantChanges {
  readonly tenant: string
  readonly revision: string
  /** Empty when the new revision says the same as the old one. */
  readonly lines: readonly string[]
  /** What plugins may do from now on and could not before: read these first. */
  readonly widened: readonly string[]
}

const WORDS = { added: 'Added', changed: 'Changed', removed: 'Removed' } as const
const KINDS = ['added', 'changed', 'removed'] as const

export function parseChanges(answer: unknown): readonly TenantChanges[] {
  return listOf(own(answer, 'tenants')).map((input) => ({
    tenant: ownText(input, 'tenant') ?? '',
    revision: ownText(input, 'revision') ?? '',
    lines: KINDS.flatMap((kind) => lineOf(WORDS[kind], own(input, kind))),
    widened: listOf(own(input, 'widened')).map((entry) => `${ownText(entry, 'plugin')} ${ownText(entry, 'what')}`),
  }))
}

function lineOf(word: string, input: unknown): readonly string[] {
  const ids = listOf(input).filter((id) => typeof id === 'string')
  return ids.length === 0 ? [] : [`${word}: ${ids.join(', ')}`]
}

function listOf(input: unknown): readonly unknown[] {
  return Array.isArray(input) ? input : []
}
