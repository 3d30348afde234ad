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
 * @returns The revision that is live now; `null` when there is no such tenant.
 */
export async function bootTenant(env: Env, tenant: string, at: string): Promise<string | null> {
  const seen = await readPointer(env, tenant)
  // KV does not show it here yet: this is no first boot, and what stands in the files is not live before a refresh.
  if (seen.pointer !== null) return seen.pointer.revision
  const { configuration, rejections } = parseConfiguration(await readFiles(env, [tenantFile(tenant)]))
  report(rejections)
  if (configuration === null || !knowsTenant(configuration, tenant)) return null
  const { compiled, rejections: others } = await compile(env, configuration, [tenant])
  report(others)
  const [first] = compiled
  if (first === undefined) return null
  if (await writeLive(env, { ...first, at, seen })) return first.revision
  // Somebody was quicker.
  return (await readPointer(env, tenant)).pointer?.revision ?? null
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
