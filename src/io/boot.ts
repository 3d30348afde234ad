/** First boot: what was never compiled is compiled by the first request that needs it. */
import { parseConfiguration } from '../core/configuration.ts'
import type { Rejection } from '../core/rejection.ts'
import type { Env } from '../env.ts'
import { compile, knowsTenant, tenantsOf } from './compile.ts'
import { readFiles, tenantFile, tenantFiles, tenantOfFile } from './config-files.ts'
import { log } from './log.ts'
import { readPointer, writeDeployment, writeLive } from './registry-store.ts'

/**
 * Nothing is live yet, so what is sound is served and the rest is reported in the log.
 *
 * @returns Whether this tenant is live now.
 */
export async function bootTenant(env: Env, tenant: string, at: string): Promise<boolean> {
  const seen = await readPointer(env, tenant)
  const { configuration, rejections } = parseConfiguration(await readFiles(env, [tenantFile(tenant)]))
  report(rejections)
  if (configuration === null || !knowsTenant(configuration, tenant)) return false
  const { compiled, rejections: others } = await compile(env, configuration, [tenant])
  report(others)
  // Whoever was quicker has compiled the same files.
  for (const { registry, revision } of compiled) await writeLive(env, { revision, registry, at, seen })
  return compiled.length > 0
}

/** The deployment document, from which hosts become tenants. */
export async function bootDeployment(env: Env): Promise<boolean> {
  const others = (await tenantFiles(env)).map(tenantOfFile)
  const { configuration, rejections } = parseConfiguration(await readFiles(env, []), others)
  report(rejections)
  if (configuration === null) return false
  await writeDeployment(env, {
    settings: configuration.settings,
    tenants: [...tenantsOf(configuration), ...others].toSorted(),
  })
  return true
}

function report(rejections: readonly Rejection[]): void {
  for (const rejection of rejections) log('error', 'config_rejected', { ...rejection })
}
