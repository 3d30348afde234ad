import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSecrets } from '../../dev/secrets.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-secrets-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('secrets are made once, readable by their owner alone', () => {
  const file = join(folder, '.dev.vars')
  const made = readSecrets(file)
  expect(readSecrets(file)).toEqual(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('the Worker is given the hash of the operator’s token, and a private ES256 key with an id', () => {
  const { vars, operatorToken } = readSecrets(join(folder, '.dev.vars'))
  const digest = createHash('sha256').update(String(operatorToken)).digest('hex')
  expect(vars['OPERATOR_TOKENS']).toBe(`ci:${digest}`)
  expect(Object.values(vars)).not.toContain(operatorToken)
  expect(JSON.parse(vars['ASSERTION_KEY'] ?? '')).toMatchObject({
    kty: 'EC',
    crv: 'P-256',
    d: expect.any(String),
    kid: expect.any(String),
  })
})

test('a file written by hand is left as it is', () => {
  const file = join(folder, '.dev.vars')
  writeFileSync(file, 'IDP_SECRET_DEMO=mine\n')
  expect(readSecrets(file)).toEqual({ file, vars: { IDP_SECRET_DEMO: 'mine' }, operatorToken: null })
})
