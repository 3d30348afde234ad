/** What all the gates come to, in one sentence. */
import type { ToldGate } from './plugin-answer.ts'

/** Gates that decide about a part: a contribution, a call. A stop at any other gate is the end of the plugin. */
const OF_PARTS: readonly string[] = ['pdp', 'allow-list']

export function headlineOf(gates: readonly ToldGate[]): string {
  const end = gates.find(({ gate, verdict }) => verdict === 'stop' && !OF_PARTS.includes(gate))
  if (end) return `Nobody gets it: stopped at ${end.gate}.`
  return [contributions(gates), call(gates)].filter((sentence) => sentence !== null).join(' ')
}

function contributions(gates: readonly ToldGate[]): string {
  const asked = gates.filter(({ gate, verdict }) => gate === 'pdp' && verdict !== 'skip')
  const permitted = asked.filter(({ verdict }) => verdict !== 'stop').length
  if (asked.length === 0) return 'Nothing stops it; nobody was named whose permissions could.'
  if (permitted === asked.length) return 'This person gets all of it.'
  if (permitted === 0) return 'This person gets nothing of it: every contribution is denied.'
  return `This person gets ${permitted} of its ${asked.length} contributions.`
}

function call(gates: readonly ToldGate[]): string | null {
  const asked = gates.find(({ gate, verdict }) => gate === 'allow-list' && verdict !== 'skip')
  if (asked === undefined) return null
  return asked.verdict === 'stop' ? 'The call would be refused.' : 'The call is on its allow-list.'
}
