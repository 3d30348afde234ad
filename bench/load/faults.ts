/** What fails during the load run, one after the other, again and again: begun, held for a while, undone. */
import { setTimeout as pause } from 'node:timers/promises'
import type { LoadPdp, Mood } from './pdp.ts'
import type { Rig, Service } from './rig.ts'

const HOLD_MS = 4000
const REST_MS = 3000
const POINTER = 'registry/acme.localhost/current'
const FLAG = 'quarantine/acme.localhost/hello'
const BUNDLE = 'plugins/hello/1.0.0/index.esm.js'

interface Fault {
  readonly name: string
  begin(): Promise<void>
  end(): Promise<void>
}

function faultsOf(rig: Rig, pdp: LoadPdp): readonly Fault[] {
  const { kv, r2 } = rig.stores
  const moody = (mood: Mood): Fault => ({
    name: `the PDP is ${mood}`,
    begin: async () => void (pdp.mood = mood),
    end: async () => void (pdp.mood = 'well'),
  })
  const stopped = (part: Service): Fault => ({
    name: `${part} is stopped`,
    begin: () => rig.halt(part),
    end: () => rig.resume(part),
  })
  let pointer = ''
  let bytes = new Uint8Array()
  return [
    stopped('upstream'),
    moody('silent'),
    moody('failing'),
    moody('babbling'),
    {
      name: 'KV has lost the live revision',
      begin: async () => {
        pointer = (await kv.get(POINTER)) ?? ''
        await kv.put(POINTER, JSON.stringify({ revision: '0'.repeat(32), previous: [], at: new Date().toISOString() }))
      },
      end: () => kv.put(POINTER, pointer),
    },
    {
      name: 'a bundle has other bytes in R2',
      begin: async () => {
        const object = await r2.get(BUNDLE)
        bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0))
        await r2.put(BUNDLE, new TextEncoder().encode('export const tampered = 1'))
      },
      end: async () => void (await r2.put(BUNDLE, bytes)),
    },
    { name: 'a flag is set by hand', begin: () => kv.put(FLAG, 'on'), end: () => kv.delete(FLAG) },
    stopped('idp'),
  ]
}

/** Injects faults until told to stop; what is begun is always undone. @returns How often each was injected. */
export async function injectFaults(
  rig: Rig,
  pdp: LoadPdp,
  goesOn: () => boolean,
): Promise<Readonly<Record<string, number>>> {
  const injected: Record<string, number> = {}
  while (goesOn()) {
    for (const fault of faultsOf(rig, pdp)) {
      if (!goesOn()) break
      await fault.begin()
      injected[fault.name] = (injected[fault.name] ?? 0) + 1
      await pause(HOLD_MS)
      await fault.end()
      await pause(REST_MS)
    }
  }
  return injected
}
