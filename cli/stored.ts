/** Brings a set of objects into the stores: bundles first, the plugins files last, so that nothing points at what is not there. */
import { inWritingOrder, isFixed, type Stored } from '../src/io/archive.ts'
import { step } from './step.ts'
import type { Stores } from './stores.ts'

interface Comparison {
  readonly absent: readonly Stored[]
  readonly same: readonly Stored[]
  readonly different: readonly Stored[]
  /** Of the different ones those that no archive may write over. */
  readonly fixed: readonly Stored[]
}

export async function compare(stores: Stores, wanted: readonly Stored[]): Promise<Comparison> {
  const found: Record<keyof Comparison, Stored[]> = { absent: [], same: [], different: [], fixed: [] }
  for (const each of wanted) {
    const present = await (each.store === 'kv' ? stores.readConfig(each.key) : stores.readObject(each.key))
    const how = present === null ? 'absent' : Buffer.compare(present, each.bytes) === 0 ? 'same' : 'different'
    found[how].push(each)
    if (how === 'different' && present !== null && isFixed(each, present)) found.fixed.push(each)
  }
  return found
}

export async function put(stores: Stores, wanted: readonly Stored[]): Promise<void> {
  for (const { store, key, bytes } of inWritingOrder(wanted)) {
    await step(`put ${key}`, `writing ${key}`, async () => {
      await (store === 'kv' ? stores.writeConfig(key, bytes) : stores.writeObject(key, bytes))
    })
  }
}
