/** Operators' bearer tokens: random strings whose SHA-256 stands in a Worker secret, compared in constant time. */
import type { Env, Operator } from '../env.ts'

const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{20,256})$/
const ENTRY = /^([a-z0-9][a-z0-9-]{0,63}):([0-9a-f]{64})$/

export async function operatorByToken(env: Env, authorization: string): Promise<Operator | null> {
  const token = BEARER.exec(authorization)?.[1]
  if (token === undefined) return null
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  let found: Operator | null = null
  for (const entry of (env.OPERATOR_TOKENS ?? '').split(',')) {
    const [, name, hash] = ENTRY.exec(entry.trim()) ?? []
    if (name === undefined || hash === undefined) continue
    if (crypto.subtle.timingSafeEqual(digest, fromHex(hash))) {
      found = { subject: { type: 'service', id: `operator:${name}` }, via: 'token' }
    }
  }
  return found
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
