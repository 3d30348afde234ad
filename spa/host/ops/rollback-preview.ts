/** What going back to the revision before would change, told from each plugin's own comparison with it. */
import type { Desk, Result } from './desk.ts'
import { compareManifests } from './difference.ts'
import { pluginPath } from './paths.ts'
import { PLUGIN, type PluginDetail } from './plugin-answer.ts'

/** Plugins that only the earlier revision has are not among them: the live one does not know them. */
export function rollbackLines(details: readonly PluginDetail[]): readonly string[] {
  return details.flatMap((detail) => {
    const { id, before, manifest, version } = detail
    if (before === null) return [`${id} ${version} goes away`]
    const { permissions, rest } = compareManifests(manifest, before)
    const changes = [...rest, ...permissions].filter(({ kind }) => kind !== 'kept')
    return changes.map(({ kind, what }) => `${id}: ${what} ${kind === 'added' ? 'comes back' : 'goes away'}`)
  })
}

/** @param to Revision to go back to. `null`: it is not the one that the gateway compares with. */
export async function previewRollback(
  desk: Desk,
  tenant: string,
  plugins: readonly string[],
  to: string,
): Promise<Result<readonly string[]> | null> {
  const results = await Promise.all(plugins.map((id) => desk.read(pluginPath(tenant, id), PLUGIN)))
  const failed = results.find((result) => 'problem' in result)
  if (failed) return failed
  const details = results.flatMap((result) => ('value' in result ? result.value : []))
  return details.every(({ since }) => since === to) ? { value: rollbackLines(details) } : null
}
