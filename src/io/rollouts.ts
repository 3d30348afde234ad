/** Rollouts that were stopped: a key in KV, read when a tenant is compiled, and a new revision at once. */
import type { Finding } from '../core/alerts.ts'
import type { RolloutHalts } from '../core/compile.ts'
import type { Registry } from '../core/registry.ts'
import { blameRollout, type Evidence } from '../core/rollout.ts'
import type { Env } from '../env.ts'
import { writeOrQueueAudit } from './audit.ts'
import { sha256Hex } from './digest.ts'
import { ring } from './doorbell.ts'
import { log } from './log.ts'
import { readPointer, readRevision, writeLive } from './registry-store.ts'

export function haltKey(tenant: string, plugin: string, version: string): string {
  return `rollout/${tenant}/${plugin}/${version}`
}

export async function readHalts(
  env: Env,
  tenant: string,
  rollouts: readonly (readonly [plugin: string, version: string])[],
): Promise<RolloutHalts> {
  const halts = new Map<string, string>()
  for (const [plugin, version] of rollouts) {
    const why = await env.CONFIG.get(haltKey(tenant, plugin, version))
    if (why !== null) halts.set(`${plugin} ${version}`, why)
  }
  return halts
}

async function readNewest(env: Env, tenant: string) {
  const seen = await readPointer(env, tenant)
  const live = seen.pointer === null ? null : await readRevision(env, tenant, seen.pointer.revision)
  return { seen, live }
}

/**
 * Stops a rollout: everybody has the stable version again, at once and after every later refresh.
 *
 * @returns The new revision, or `null` when there is no such rollout, or it has been stopped before.
 */
export async function haltRollout(
  env: Env,
  tenant: string,
  { plugin, version, why }: { readonly plugin: string; readonly version: string; readonly why: string },
  at: string,
): Promise<string | null> {
  for (;;) {
    const { live, seen } = await readNewest(env, tenant)
    const running = live?.registry.plugins.find(({ id }) => id === plugin)?.rollout
    if (live === null || running === undefined || running.version !== version || running.halted !== null) return null
    await env.CONFIG.put(haltKey(tenant, plugin, version), why)
    const registry = withHalt(live.registry, plugin, why)
    const revision = (await sha256Hex(JSON.stringify(registry))).slice(0, 32)
    if (!(await writeLive(env, { revision, registry, at, seen }))) continue
    await ring(env, tenant, { kind: 'revision', revision, touches: ['plugins'] }, Date.parse(at))
    return revision
  }
}

/** Stops the rollout that a finding is about, if it is to blame, and writes that down. */
export async function haltBlamed(env: Env, tenant: string, finding: Finding, evidence: Evidence): Promise<void> {
  const { plugin } = finding
  const { live } = await readNewest(env, tenant)
  const version = live?.registry.plugins.find(({ id }) => id === plugin)?.rollout?.version
  const why = version === undefined ? null : blameRollout(finding, version, evidence)
  if (version === undefined || why === null) return
  const at = new Date().toISOString()
  const entry = { at, who: finding.rule, via: 'rule', action: 'halt', tenant, plugin, before: null } as const
  const requestId = crypto.randomUUID()
  await writeOrQueueAudit(env, { ...entry, outcome: 'begun', after: { version, why }, requestId })
  const revision = await haltRollout(env, tenant, { plugin, version, why }, at)
  log('warn', 'rollout_halted', { tenant, plugin, version, why, revision })
  await writeOrQueueAudit(env, { ...entry, outcome: 'done', after: { version, why, revision }, requestId })
}

/** Lets a rollout go on from the next refresh on. */
export async function resumeRollout(env: Env, tenant: string, plugin: string, version: string): Promise<void> {
  await env.CONFIG.delete(haltKey(tenant, plugin, version))
}

function withHalt(registry: Registry, plugin: string, why: string): Registry {
  const plugins = registry.plugins.map((compiled) => {
    const { rollout } = compiled
    return compiled.id === plugin && rollout !== undefined
      ? { ...compiled, rollout: { ...rollout, halted: why } }
      : compiled
  })
  return { ...registry, plugins }
}
