/** `enable`, `disable`, `remove`: a plugin's entry in the tenant's list. */
import { own } from '../../src/core/own-property.ts'
import { confirm } from '../ask.ts'
import { type Edit, makeLive, previewEdit, writeEdit } from '../change.ts'
import { type Command, PLACE } from '../command.ts'
import { enableEntry, removeEntry } from '../plugins-edit.ts'
import type { Options } from '../options.ts'
import { type Report, say } from '../report.ts'
import { withStores } from '../stores.ts'
import { gatewayIn, storesIn } from '../target.ts'

interface Change {
  readonly edit: (id: string) => Edit
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
      edit: () => (text, within) => enableEntry(text, within, id, true),
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
      edit: () => (text, within) => enableEntry(text, within, id, false),
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
      edit: () => (text, within) => removeEntry(text, within, id),
      isLive: (plugin) => plugin === undefined,
      question: `Remove ${id} and what its entry says?`,
      done: 'removed',
    }),
}

async function change(id: string, options: Options, { edit, isLive, question, done }: Change): Promise<Report> {
  const gateway = gatewayIn(options)
  return withStores(storesIn(options), async (stores) => {
    const site = { stores, gateway }
    const preview = await previewEdit(site, edit(id))
    for (const grant of preview.grants) say(`  wider: ${grant}`)
    if (preview.grants.length > 0) await confirm('Permissions get wider. Go on?', options)
    else if (question !== null) await confirm(question, options)
    await writeEdit(site, edit(id), preview)
    const revision = await makeLive(site, preview.file, (plugins) =>
      isLive(plugins.find((each) => own(each, 'id') === id)),
    )
    return {
      text: [`${id} is ${done} for ${gateway.tenant} (revision ${revision}).`],
      json: { tenant: gateway.tenant, plugin: id, outcome: done, revision, grants: preview.grants },
    }
  })
}
