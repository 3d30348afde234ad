/** `/api/ops/export` and `/api/ops/import`: the whole configuration with its bundles, for backup and for a new environment. */
import { Hono, type Context } from 'hono'
import type { AppEnv } from '../../env.ts'
import { readBytes } from '../../io/body.ts'
import { noteChange } from '../audit.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { judgeOfAll } from '../target.ts'

const MAX_NAMED = 20
const MAX_NAMED_CHARACTERS = 2000

export const transfer = new Hono<AppEnv>()
  .get('/export', async (c) => {
    refuseForeignLink(c)
    await operating(c, 'export', '*', await judgeOfAll(c.env), 'export')
    const { exportEnvironment } = await import('../../io/transfer.ts')
    const { archive, keys } = await exportEnvironment(c.env).catch(tooLarge)
    noteChange(c, null, { objects: keys.length, bytes: archive.byteLength })
    const name = `experience-${new Date().toISOString().slice(0, 10)}.tar.gz`
    const headers = { 'Content-Type': 'application/gzip', 'Content-Disposition': `attachment; filename="${name}"` }
    return new Response(archive, { headers })
  })
  .post('/import', async (c) => {
    const isDry = c.req.query('dry') === '1'
    const judge = await judgeOfAll(c.env)
    const { subject } = await operating(c, 'import', '*', judge, isDry ? null : 'import')
    const { importEnvironment, MAX_ARCHIVE_BYTES } = await import('../../io/transfer.ts')
    const archive = await readBytes(c.req.raw.body, MAX_ARCHIVE_BYTES).catch(tooLarge)
    const options = { isDry, isReplacing: c.req.query('replace') === '1' }
    const outcome = await importEnvironment(c.env, archive, options).catch(tooLarge)
    switch (outcome.kind) {
      case 'rejected':
        throw new Problem('archive_rejected', { rejections: outcome.rejections })
      case 'differs':
        throw differing(outcome)
      case 'conflict':
        throw new Problem('config_changed', { detail: `${outcome.file}; written before it: ${named(outcome.written)}` })
      case 'imported':
        return imported(c, outcome, { isDry, by: subject.id })
      default:
        throw new Error(outcome satisfies never)
    }
  })

/** A link on another site must not make an operator's browser fetch everything. No page can leave the header out. */
function refuseForeignLink(c: Context<AppEnv>): void {
  const isOwn = ['same-origin', 'none'].includes(c.req.header('Sec-Fetch-Site') ?? 'none')
  if (c.var.tokenOperator === null && !isOwn) {
    throw new Problem('csrf_refused', { detail: 'fetch_site' })
  }
}

/** Policies and quarantine flags are in force now; for the rest, whoever imports refreshes every tenant next. */
function imported(
  c: Context<AppEnv>,
  { written, replaced, same }: { written: readonly string[]; replaced: readonly string[]; same: number },
  { isDry, by }: { isDry: boolean; by: string },
): Response {
  if (isDry) return c.json({ dry: true, written, replaced, same })
  const before = { replaced: replaced.length, keys: named(replaced) }
  noteChange(c, before, { written: written.length, same, keys: named(written) })
  return c.json({ written, replaced, same, by, at: new Date().toISOString(), requestId: c.var.requestId })
}

/** As many as a row of the trail can carry. Configuration comes first, then bundles. */
function named(keys: readonly string[]): string {
  const shown = keys.toSorted().slice(0, MAX_NAMED).join(' ').slice(0, MAX_NAMED_CHARACTERS)
  return keys.length > MAX_NAMED ? `${shown} and ${keys.length - MAX_NAMED} more` : shown
}

function differing({ keys, fixed }: { keys: readonly string[]; fixed: ReadonlySet<string> }): Problem {
  const rejections = keys.map((key) => ({ where: key, why: `is there with other content; ${remedyOf(key, fixed)}` }))
  return new Problem('archive_differs', { rejections })
}

function remedyOf(key: string, fixed: ReadonlySet<string>): string {
  if (!fixed.has(key)) return '?replace=1 overwrites it'
  return key.startsWith('plugins/') ? 'a version’s bundle is never overwritten' : 'lift the quarantine first'
}

function tooLarge(cause: unknown): never {
  if (!(cause instanceof Error) || cause.name !== 'TooLarge') throw cause
  throw new Problem('body_too_large', { cause, detail: cause.message })
}
