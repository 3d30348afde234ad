/** `rollout`: a second version for a part of the people. */
import { isPluginId } from '../../src/core/plugin-id.ts'
import { type Command, PLACE } from '../command.ts'
import { rollOut } from '../live.ts'
import { Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

export const rollout: Command = {
  name: 'rollout',
  expects: ['<plugin>'],
  summary: 'give a second version to more people, to fewer, or to nobody',
  options: ['tenant', ...PLACE, 'version', 'percent', 'stop', 'json', 'help'],
  examples: [
    'publish my-plugin --tenant acme.localhost --percent 10',
    'rollout my-plugin --tenant acme.localhost --version 1.1.0 --percent 50',
    'rollout my-plugin --tenant acme.localhost --stop',
  ],
  run: async ({ arguments: [id], options }) => {
    if (!isPluginId(id)) throw new Stop('usage', `"${String(id)}" is no id of a plugin.`)
    const { version, percent, stop } = options
    const gateway = gatewayIn(options)
    if (stop === true) {
      return {
        text: [`Everybody has the version of ${id}’s entry.`],
        json: await rollOut(gateway, id, { version: null }),
      }
    }
    if (version === undefined) throw new Stop('usage', 'Say which version (--version), or --stop.')
    const part = percentOf(percent)
    const receipt = await rollOut(gateway, id, { version, percent: part })
    return { text: [`${part} % of the people of ${gateway.tenant} have ${id} ${version}.`], json: receipt }
  },
}

export function percentOf(text: string | undefined): number {
  const percent = Number(text ?? '')
  if (text !== undefined && /^\d+$/.test(text) && percent <= 100) return percent
  throw new Stop('usage', '--percent must be a whole number from 0 to 100.')
}
