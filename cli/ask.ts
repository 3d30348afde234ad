/** Questions to whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises'
import { Stop } from './stop.ts'

/**
 * Goes on if the answer is yes. Where nobody can answer (CI, `--json`), it has to be given beforehand.
 *
 * @throws {Stop} `refused`
 */
export async function confirm(
  question: string,
  { yes, json }: { yes?: boolean | undefined; json?: boolean | undefined },
) {
  if (yes === true) return
  if (json === true || !process.stdin.isTTY) {
    throw new Stop('refused', `${question} Nobody is here to answer.`, ['Run it again with --yes.'])
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Stop('refused', 'Nothing has been changed.')
}
