/** `POST /api/ops/sessions/end`: an operator signs a person out, at one tenant or everywhere. */
import { Hono } from 'hono'
import { parseJsonText } from '../../core/json-text.ts'
import { ownText } from '../../core/own-property.ts'
import type { Registry } from '../../core/registry.ts'
import { partsOfSubject } from '../../core/subject.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { endPersonSessions } from '../../io/sessions.ts'
import { noteChange } from '../audit.ts'
import { namedSubject } from '../named-subject.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { targetOf } from '../target.ts'
import { viewOf } from '../tenant-view.ts'

const MAX_BODY_BYTES = 1024

export const ending = new Hono<AppEnv>().post('/sessions/end', async (c) => {
  const { tenant, scope, judge } = await targetOf(c)
  const { subject: by } = await operating(c, 'end_sessions', '*', judge, 'end sessions')
  const said = await personIn(c.req.raw)
  const { live } = await viewOf(c, tenant)
  const subject = namedSubject(said, live.registry)
  const { userId, issuers } = whereabouts(subject, live.registry)
  const at = new Date().toISOString()
  const within = scope === 'all' ? null : tenant
  const ended = await Promise.all(issuers.map((issuer) => endPersonSessions(c.env, { issuer, userId }, within)))
  const sessions = ended.reduce((sum, count) => sum + count, 0)
  noteChange(c, { subject, sessions }, { subject, sessions: 0 })
  const audit = c.var.attempt?.audit ?? 'written'
  return c.json({ tenant, scope, subject, sessions, by: by.id, at, requestId: c.var.requestId, audit })
})

/** `{ "subject": "bob" }` */
async function personIn(request: Request): Promise<string> {
  const text = await readText(request.body, MAX_BODY_BYTES).catch(() => '')
  const parsed = parseJsonText(text, { bytes: MAX_BODY_BYTES, depth: 2 })
  const said = 'value' in parsed ? ownText(parsed.value, 'subject') : undefined
  if (said === undefined) throw new Problem('body_invalid', { detail: 'expected {"subject": "auth:account:…"}' })
  return said
}

/** Sessions are found by who the person is to the provider that signed them in. */
function whereabouts(subject: string, { idps }: Registry): { readonly userId: string; readonly issuers: string[] } {
  const parts = partsOfSubject(subject)
  const own = idps.filter(({ provider }) => provider === parts?.provider)
  if (parts === null || own.length === 0) {
    const known = idps.map(({ provider }) => `auth:account:${provider}:…`).join(' or ')
    throw new Problem('body_invalid', { detail: `nobody signs in here as ${subject}: subject must be ${known}` })
  }
  return { userId: parts.userId, issuers: [...new Set(own.map(({ issuer }) => issuer))] }
}
