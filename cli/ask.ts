/** Questions to whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises'
import { Stop } from './stop.ts'

interface Asking {
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

/** Whether somebody sits here who wants to be asked. */
export function canAsk({ yes, json }: Asking): boolean {
  return yes !== true && json !== true && process.stdin.isTTY
}

/** @param usual What an empty answer means. */
export async function askFor(question: string, usual: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} [${usual}] `)
  terminal.close()
  return answer.trim() === '' ? usual : answer.trim()
}

/**
 * Goes on if the answer is yes. Where nobody can answer (CI, `--json`), it has to be given beforehand.
 *
 * @throws {Stop} `refused`
 */
export async function confirm(question: string, { yes, json }: Asking) {
  if (yes === true) return
  if (json === true || !process.stdin.isTTY) {
    throw new Stop('refused', `${question} Nobody is here to answer.`, ['Run it again with --yes.'])
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Stop('refused', 'Nothing has been changed.')
}
