/** How much memory the runtime of one stack holds, from the process table (Linux). */
import { readdirSync, readFileSync } from 'node:fs'

const MIB = 2 ** 20
const PAGE_BYTES = 4096

/** Resident memory of every `workerd` that was started with this folder in its environment, in MiB. */
export function workerdMib(stateDir: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const pages = processes.map((id) => {
    try {
      if (!readFileSync(`/proc/${id}/comm`, 'utf8').startsWith('workerd')) return 0
      if (!readFileSync(`/proc/${id}/environ`, 'utf8').includes(stateDir)) return 0
      return Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1])
    } catch {
      return 0 // It has ended meanwhile.
    }
  })
  return Math.round((pages.reduce((sum, each) => sum + each, 0) * PAGE_BYTES) / MIB)
}
