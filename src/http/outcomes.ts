/** What became of an operator's change, as an answer: it is live, or a problem says why it is not. */
import type { EntryOutcome } from '../io/entries.ts'
import type { RefreshOutcome } from '../io/flip.ts'
import { Problem } from './problem.ts'

type Flipped<Outcome> = Extract<Outcome, { readonly kind: 'flipped' }>

/** @throws {Problem} for everything that left the live revision as it was. */
export function flippedBy(outcome: RefreshOutcome): Flipped<RefreshOutcome> {
  switch (outcome.kind) {
    case 'flipped':
      return outcome
    case 'rejected':
      throw new Problem('config_rejected', { rejections: outcome.rejections })
    case 'unknown_tenant':
      throw new Problem('tenant_unknown')
    case 'overtaken':
      throw new Problem('config_changed', { detail: 'others change it again and again: try once more' })
    default:
      throw new Error(outcome satisfies never)
  }
}

/** @throws {Problem} for everything that left the live revision as it was. */
export function editedBy(outcome: EntryOutcome): Flipped<EntryOutcome> {
  if (outcome.kind === 'no_entry') throw new Problem('operator_plugin_unknown', { detail: outcome.why })
  if (outcome.kind === 'conflict') throw new Problem('config_changed', { detail: outcome.etag })
  if (outcome.kind !== 'flipped') flippedBy(outcome)
  else return outcome
  throw new Problem('internal')
}
