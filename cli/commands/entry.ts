/** `enable`, `disable`, `remove`: a plugin's entry in the tenant's list. */
import { own } from '../../src/core/own-property.ts'
import { confirm } from '../ask.ts'
import { applyEntry, previewEntry, verifyLive, type EntryChange } from '../change.ts'
import { type Command, PLACE } from '../command.ts'
import type { Options } from '../options.ts'
import { type Report, say } from '../report.ts'
import { gatewayIn } from '../target.ts'

interface Change {
  readonly edit: (id: string) => EntryChange
  readonly isLive: (plugin: unknown) => boolean
  /** Whether somebody has to agree although nothing gets wider. */
  readonly question: string | null
  readonly done: string
}

const OPTIONS = ['tenant', ...PLACE, 'yes', 'json', 'help'] as const

export const enable: Command = {
  name: 'enable',
  expects: ['<plugin>'],
  summary: 'give a disabled plugin back',
  options: OPTIONS,
  examples: ['enable hello --tenant acme.localhost'],
  run: ({ arguments: [id = ''], options }) =>
    change(id, options, {
      edit: () => ({ method: 'PATCH', id, body: { enabled: true } }),
      isLive: (plugin) => own(plugin, 'enabled') === true,
      question: null,
      done: 'enabled',
    }),
}

export const disable: Command = {
  name: 'disable',
  expects: ['<plugin>'],
  summary: 'take a plugin away and keep its entry (to stop it at once, quarantine it)',
  options: OPTIONS,
  examples: ['disable hello --tenant acme.localhost'],
  run: ({ arguments: [id = ''], options }) =>
    change(id, options, {
      edit: () => ({ method: 'PATCH', id, body: { enabled: false } }),
      isLive: (plugin) => own(plugin, 'enabled') === false,
      question: null,
      done: 'disabled',
    }),
}

export const remove: Command = {
  name: 'remove',
  expects: ['<plugin>'],
  summary: 'take a plugin and its entry away; its bundles stay, so that a rollback finds them',
  options: OPTIONS,
  examples: ['remove hello --tenant acme.localhost --yes'],
  run: ({ arguments: [id = ''], options }) =>
    change(id, options, {
      edit: () => ({ method: 'DELETE', id }),
      isLive: (plugin) => plugin === undefined,
      question: `Remove ${id} and what its entry says?`,
      done: 'removed',
    }),
}

async function change(id: string, options: Options, { edit, isLive, question, done }: Change): Promise<Report> {
  const gateway = gatewayIn(options)
  const wanted = edit(id)
  const preview = await previewEntry(gateway, wanted)
  for (const grant of preview.grants) say(`  wider: ${grant}`)
  if (preview.grants.length > 0) await confirm('Permissions get wider. Go on?', options)
  else if (question !== null) await confirm(question, options)
  await applyEntry(gateway, wanted, preview)
  const revision = await verifyLive(gateway, (plugins) => isLive(plugins.find((each) => own(each, 'id') === id)))
  return {
    text: [`${id} is ${done} for ${gateway.tenant} (revision ${revision}).`],
    json: { tenant: gateway.tenant, plugin: id, outcome: done, revision, grants: preview.grants },
  }
}
