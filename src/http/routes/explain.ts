/** `/api/ops/plugin` and `/api/ops/explain`: one plugin, and why one person has it or not. */
import { Hono, type Context } from 'hono'
import { compileAllowList } from '../../core/allowlist.ts'
import type { Subject } from '../../core/authzen-question.ts'
import { compareRegistries } from '../../core/changes.ts'
import { explain, type ExplainFacts } from '../../core/explain.ts'
import { questionsOf } from '../../core/gating.ts'
import type { CompiledPlugin } from '../../core/registry.ts'
import type { AppEnv } from '../../env.ts'
import { isBundleSound } from '../../io/bundles.ts'
import { readQuarantines, type Quarantine } from '../../io/quarantine-store.ts'
import { readPointer, readRevision } from '../../io/registry-store.ts'
import { ask } from '../decisions.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'

/** An operator looks at what KV holds now. */
const FRESH_MS = 0

export const explaining = new Hono<AppEnv>()
  .get('/plugin', async (c) => {
    const { tenant, plugin: id } = await asked(c)
    const { live } = await viewOf(c, tenant)
    const plugin = live.registry.plugins.find((candidate) => candidate.id === id)
    if (plugin === undefined) throw new Problem('operator_plugin_unknown')
    const pointer = await readPointer(c.env, tenant)
    const [before] = pointer?.previous ?? []
    const old = before === undefined ? null : await readRevision(c.env, tenant, before)
    const { added, changed, widened } = compareRegistries(old?.registry ?? null, live.registry)
    return c.json({
      tenant,
      revision: live.revision,
      plugin,
      quarantined: await quarantineIn(c, tenant, id),
      since: before ?? null,
      before: old?.registry.plugins.find((candidate) => candidate.id === id)?.manifest ?? null,
      change: added.includes(id) ? 'added' : changed.includes(id) ? 'changed' : 'none',
      widened: widened.filter((entry) => entry.plugin === id).map(({ what }) => what),
    })
  })
  .get('/explain', async (c) => {
    const { tenant, plugin: id } = await asked(c)
    const { live } = await viewOf(c, tenant)
    const compiled = live.registry.plugins.find((candidate) => candidate.id === id) ?? null
    const subject = c.req.query('subject')
    const { hostVersion, limits } = live.registry.settings
    const sound = compiled && (await isBundleSound(c.env, compiled.bundleKey, compiled.sha256, limits.bundleBytes))
    const facts: ExplainFacts = {
      tenant,
      revision: live.revision,
      hostVersion,
      plugin: compiled && { compiled, callable: callableOf(compiled) },
      quarantine: compiled && (await quarantineIn(c, tenant, id)),
      decisions: compiled === null ? [] : await decisionsOf(c, tenant, compiled, subject ?? null),
      bundle: sound?.kind ?? 'missing',
      call: callIn(c),
    }
    return c.json({ tenant, plugin: id, revision: live.revision, subject: subject ?? null, gates: explain(facts, id) })
  })

async function asked(c: Context<AppEnv>): Promise<{ readonly tenant: string; readonly plugin: string }> {
  const tenant = c.var.door === 'operator' ? (c.req.query('tenant') ?? '') : c.var.tenant
  const plugin = c.req.query('plugin') ?? c.req.query('id') ?? ''
  await operating(c, 'read', '*', tenant)
  return { tenant, plugin }
}

function callableOf({ enabled, manifest: { permissions } }: CompiledPlugin) {
  return { enabled, allowList: compileAllowList(permissions.api), topics: permissions.sse }
}

async function quarantineIn(c: Context<AppEnv>, tenant: string, plugin: string): Promise<Quarantine | null> {
  const { news } = await viewOf(c, tenant)
  return (await readQuarantines(c.env, tenant, [plugin], news, FRESH_MS)).get(plugin) ?? null
}

async function decisionsOf(
  c: Context<AppEnv>,
  tenant: string,
  { id, manifest }: CompiledPlugin,
  person: string | null,
): Promise<ExplainFacts['decisions']> {
  const questions = questionsOf([manifest])
  if (person === null) return questions.map((question) => ({ asked: question, permitted: null }))
  const subject: Subject = { type: 'account', id: person }
  const about = questions.map(({ question }) => ({ ...question, subject, context: {} }))
  const { permitted, answered } = await ask(c, about, { plugin: id, tenant })
  return questions.map((question, index) => ({
    asked: question,
    permitted: answered ? permitted[index] === true : null,
  }))
}

function callIn(c: Context<AppEnv>): ExplainFacts['call'] {
  const method = c.req.query('method')
  const path = c.req.query('path')
  return method === undefined || path === undefined ? null : { method, path }
}
