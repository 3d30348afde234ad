/** `/api/ops/plugin` and `/api/ops/explain`: one plugin, and why one person has it or not. */
import { Hono, type Context } from 'hono'
import { compileAllowList } from '../../core/allowlist.ts'
import type { Subject } from '../../core/authzen-question.ts'
import { compareRegistries } from '../../core/changes.ts'
import type { ExplainFacts } from '../../core/explain.ts'
import { questionsOf } from '../../core/gating.ts'
import type { CompiledPlugin, Registry } from '../../core/registry.ts'
import { versionFor } from '../../core/rollout.ts'
import type { AppEnv } from '../../env.ts'
import { isBundleSound } from '../../io/bundles.ts'
import { readQuarantines, type Quarantine } from '../../io/quarantine-store.ts'
import { readPointer, readRevision } from '../../io/registry-store.ts'
import { ask } from '../decisions.ts'
import { operating } from '../operators.ts'
import { namedSubject } from '../named-subject.ts'
import { Problem } from '../problem.ts'
import { viewOf } from '../tenant-view.ts'
import { filesIn } from './revisions.ts'

/** An operator looks at what KV holds now. */
const FRESH_MS = 0

export const explaining = new Hono<AppEnv>()
  .get('/plugin', async (c) => {
    const { tenant, plugin: id } = await asked(c)
    const { live } = await viewOf(c, tenant)
    const plugin = live.registry.plugins.find((candidate) => candidate.id === id)
    if (plugin === undefined) throw new Problem('operator_plugin_unknown')
    const { pointer } = await readPointer(c.env, tenant)
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
    const { tenant, plugin } = await asked(c)
    const { live } = await viewOf(c, tenant)
    return c.json(await explained(c, { tenant, plugin, revision: live.revision, registry: live.registry }))
  })
  .post('/explain', async (c) => {
    const { tenant, plugin } = await asked(c)
    const files = await filesIn(c.req.raw)
    const { previewTenant } = await import('../../io/refresh.ts')
    const preview = await previewTenant(c.env, tenant, files)
    if (preview === null) throw new Problem('tenant_unknown')
    if ('rejections' in preview) throw new Problem('config_rejected', { rejections: preview.rejections })
    return c.json({ dry: true, ...(await explained(c, { tenant, plugin, ...preview })) })
  })

interface Asked {
  readonly tenant: string
  readonly plugin: string
}

async function explained(
  c: Context<AppEnv>,
  about: Asked & { readonly revision: string; readonly registry: Registry },
) {
  const { tenant, plugin, revision, registry } = about
  const compiled = registry.plugins.find(({ id }) => id === plugin) ?? null
  const said = c.req.query('subject') ?? null
  const subject = said === null ? null : namedSubject(said, registry)
  const { hostVersion } = registry.settings
  const facts: ExplainFacts = {
    tenant,
    revision,
    hostVersion,
    subjectId: subject,
    plugin: compiled && { compiled, callable: callableOf(compiled) },
    quarantine: compiled && (await quarantineIn(c, tenant, plugin)),
    decisions: compiled === null ? [] : await decisionsOf(c, tenant, compiled, subject),
    bundle: compiled === null ? 'missing' : await bundleState(c, compiled, subject, registry),
    call: callIn(c),
  }
  const { explain } = await import('../../core/explain.ts')
  return { tenant, plugin, revision, subject, gates: explain(facts, plugin) }
}

/** Of the version that the person has. */
async function bundleState(
  c: Context<AppEnv>,
  compiled: CompiledPlugin,
  subject: string | null,
  { settings }: Registry,
): Promise<ExplainFacts['bundle']> {
  const { bundleKey, sha256 } = subject === null ? compiled : versionFor(compiled, subject)
  return (await isBundleSound(c.env, bundleKey, sha256, settings.limits.bundleBytes)).kind
}

async function asked(c: Context<AppEnv>): Promise<Asked> {
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
  if (person === null) return questions.map((question) => ({ asked: question, permitted: null, policies: [] }))
  const subject: Subject = { type: 'account', id: person }
  const about = questions.map(({ question }) => ({ ...question, subject, context: {} }))
  const { permitted, answered, policies } = await ask(c, about, { plugin: id, tenant })
  return questions.map((question, index) => ({
    asked: question,
    permitted: answered ? permitted[index] === true : null,
    policies: policies[index] ?? [],
  }))
}

function callIn(c: Context<AppEnv>): ExplainFacts['call'] {
  const method = c.req.query('method')
  const path = c.req.query('path')
  return method === undefined || path === undefined ? null : { method, path }
}
