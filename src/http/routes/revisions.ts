/** What is live: refresh compiles the configuration, rollback takes an earlier revision. Both flip a pointer and ring. */
import { Hono, type Context } from 'hono'
import { parseJsonText } from '../../core/json-text.ts'
import { WITHDRAWN } from '../../core/news.ts'
import { isRecord, own } from '../../core/own-property.ts'
import type { AppEnv } from '../../env.ts'
import { readText } from '../../io/body.ts'
import { ring } from '../../io/doorbell.ts'
import type { RingReceipt } from '../../io/objects/doorbell.ts'
import type { TenantChange } from '../../io/flip.ts'
import { noteChange } from '../audit.ts'
import { operating } from '../operators.ts'
import { flippedBy } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { receiptOf, targetOf, together } from '../target.ts'

/** Every configuration file at its greatest size, several times over. */
const MAX_FILES_BYTES = 1024 * 1024
const MAX_FILES_DEPTH = 3
const CONFIG_FILE = /^config\/(?:(?:plugins|routes|settings|idps|ui)\.yaml|plugins\/[a-z0-9.-]+\.yaml)$/

export const revisions = new Hono<AppEnv>()
  .post('/refresh', async (c) => {
    const target = await targetOf(c)
    const isDry = c.req.query('dry') === '1'
    const { subject } = await operating(c, 'refresh', '*', target.judge, isDry ? null : 'refresh')
    const files = isDry ? await filesIn(c.req.raw) : new Map<string, string>()
    const { refreshAll, refreshTenant } = await import('../../io/refresh.ts')
    const options = { at: new Date().toISOString(), files, isDry }
    const outcome = await (target.scope === 'all'
      ? refreshAll(c.env, c.req.query('from') ?? null, options)
      : refreshTenant(c.env, target.tenant, options))
    const { tenants, next, warnings } = flippedBy(outcome)
    if (isDry) return c.json({ dry: true, tenant: target.tenant, scope: target.scope, tenants, next, warnings })
    noteFlips(c, tenants)
    const heard = await tell(c, tenants, options.at)
    return c.json({ ...receiptOf(c, target, heard), by: subject.id, at: options.at, tenants, next, warnings })
  })
  .post('/rollback', async (c) => {
    const target = await targetOf(c)
    if (target.scope === 'all') throw new Problem('body_invalid', { detail: 'a rollback is for one tenant' })
    const { subject } = await operating(c, 'refresh', '*', target.judge, 'rollback')
    const { rollBack } = await import('../../io/rollback.ts')
    const at = new Date().toISOString()
    const outcome = await rollBack(c.env, target.tenant, c.req.query('to') ?? null, at)
    if (outcome.kind === 'unknown_revision') throw new Problem('revision_unknown')
    if (outcome.kind === 'unsound') throw new Problem('config_rejected', { rejections: outcome.rejections })
    noteFlips(c, [outcome.change])
    const heard = await tell(c, [outcome.change], at)
    return c.json({ ...receiptOf(c, target, heard), by: subject.id, at, tenants: [outcome.change], next: null })
  })

/** For the audit trail: which revision of each tenant became which. */
export function noteFlips(c: Context<AppEnv>, tenants: readonly TenantChange[]): void {
  noteChange(
    c,
    Object.fromEntries(tenants.map(({ tenant, before }) => [tenant, before])),
    Object.fromEntries(tenants.map(({ tenant, revision }) => [tenant, revision])),
  )
}

/** Rings for every tenant whose revision has changed. */
export async function tell(c: Context<AppEnv>, tenants: readonly TenantChange[], at: string): Promise<RingReceipt> {
  const rung = tenants.map(({ tenant, revision, touches }) => {
    const change = { kind: 'revision', revision: revision ?? WITHDRAWN, touches } as const
    return ring(c.env, tenant, change, Date.parse(at))
  })
  return together(await Promise.all(rung))
}

/** The files of a dry run: `{ "files": { "config/plugins.yaml": "text" } }`. Without a body: what is stored. */
export async function filesIn(request: Request): Promise<ReadonlyMap<string, string>> {
  const text = await readText(request.body, MAX_FILES_BYTES).catch((cause: unknown) => {
    throw new Problem('body_too_large', { cause })
  })
  if (text === '') return new Map()
  const parsed = parseJsonText(text, { bytes: MAX_FILES_BYTES, depth: MAX_FILES_DEPTH })
  const files = 'value' in parsed ? own(parsed.value, 'files') : undefined
  if (!isRecord(files))
    throw new Problem('body_invalid', { detail: 'expected {"files": {"config/plugins.yaml": "…"}}' })
  const read = new Map<string, string>()
  for (const [name, content] of Object.entries(files)) {
    if (!CONFIG_FILE.test(name) || typeof content !== 'string') {
      throw new Problem('body_invalid', { detail: `files: ${name} is no configuration file` })
    }
    read.set(name, content)
  }
  return read
}
