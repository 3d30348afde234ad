/** Development secrets: made once on this machine, kept in a file wrangler reads, never committed. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** Name of the operator's token; policies know its subject `operator:ci`. */
const OPERATOR = 'ci'
/** The token itself stands in a comment: the Worker is given its hash alone. */
const TOKEN_LINE = /^# operator token: (\S+)$/m

export interface DevSecrets {
  readonly file: string
  readonly vars: Readonly<Record<string, string>>
  /** The operator's bearer token, or `null` if the file was written by hand and does not tell. */
  readonly operatorToken: string | null
}

function makeSecrets(token: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' }
  return {
    IDP_SECRET_DEMO: randomBytes(32).toString('base64url'),
    OPERATOR_TOKENS: `${OPERATOR}:${createHash('sha256').update(token).digest('hex')}`,
    ASSERTION_KEY: JSON.stringify(key),
  }
}

function writeSecrets(file: string, extra: Readonly<Record<string, string>>): void {
  const token = `op_${randomBytes(32).toString('base64url')}`
  const vars = { ...makeSecrets(token), ...extra }
  const text = [
    '# Made by `npm start` for this machine alone. Delete it to get new ones.',
    `# operator token: ${token}`,
    ...Object.entries(vars).map(([name, value]) => `${name}='${value}'`),
  ].join('\n')
  writeFileSync(file, `${text}\n`, { mode: 0o600 })
}

/** Reads the secrets, making them first if there are none. */
export function readSecrets(file: string, extra: Readonly<Record<string, string>> = {}): DevSecrets {
  if (!existsSync(file)) writeSecrets(file, extra)
  const text = readFileSync(file, 'utf8')
  const vars: Record<string, string> = {}
  for (const [name, value] of Object.entries(parseEnv(text))) if (value !== undefined) vars[name] = value
  return { file, vars, operatorToken: TOKEN_LINE.exec(text)?.[1] ?? null }
}
