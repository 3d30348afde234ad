/** `npm run attack:count`: how many vectors the attack suite holds, per class and per requirement. Nothing is started. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

interface Listed {
  /** `class > requirement. vector → expected`. */
  readonly name: string
  readonly file: string
}

/** The tests of the attack suite as Vitest collects them. */
function collected(): readonly Listed[] {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'list', '--no-staticParse', '--project', 'e2e', 'test/e2e/attack-', '--json']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
  const from = stdout.indexOf('[')
  if (from === -1) throw new Error(stderr)
  const listed: readonly Listed[] = JSON.parse(stdout.slice(from))
  return listed
}

function counted(names: readonly string[]): readonly (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
}

const vectors = collected().map(({ name }) => name.split(' > '))
for (const [name, count] of counted(vectors.map(([group = '']) => group))) {
  console.log(`${String(count).padStart(5)}  ${name}`)
}
const requirements = counted(vectors.map(([, vector = '']) => /^\d+/.exec(vector)?.[0] ?? '?'))
console.log(`${String(vectors.length).padStart(5)}  vectors in all`)
console.log(`by requirement: ${requirements.map(([number, count]) => `${number}: ${count}`).join(', ')}`)
