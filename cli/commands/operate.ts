/** What changes what is live at once: the kill switch, refresh, rollback. */
import { isPluginId } from '../../src/core/plugin-id.ts'
import { own, ownText } from '../../src/core/own-property.ts'
import { AT_GATEWAY, type Command } from '../command.ts'
import { draftIn } from '../draft.ts'
import type { Gateway } from '../gateway.ts'
import { answered, refresh as refreshNow, rejectedBy, slipsIn } from '../live.ts'
import type { Options } from '../options.ts'
import type { Report } from '../report.ts'
import { EXIT, Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

export const quarantine: Command = {
  name: 'quarantine',
  expects: ['<plugin>'],
  summary: 'stop a plugin at once: its calls, its streams, and in open browsers',
  options: [...AT_GATEWAY, 'reason', 'all'],
  examples: [
    'quarantine hello --tenant acme.localhost --reason "leaks names"',
    'quarantine hello --tenant acme.localhost --all',
  ],
  run: ({ arguments: [id = ''], options }) => flag('quarantine', id, options),
}

export const unquarantine: Command = {
  name: 'unquarantine',
  expects: ['<plugin>'],
  summary: 'give a quarantined plugin back',
  options: [...AT_GATEWAY, 'all'],
  examples: ['unquarantine hello --tenant acme.localhost'],
  run: ({ arguments: [id = ''], options }) => flag('unquarantine', id, options),
}

async function flag(action: 'quarantine' | 'unquarantine', id: string, options: Options): Promise<Report> {
  if (!isPluginId(id)) throw new Stop('usage', `"${String(id)}" is no id of a plugin.`)
  const gateway = gatewayIn(options)
  const query = options.all === true ? '?scope=all' : ''
  const reason = options.reason === undefined ? undefined : { body: JSON.stringify({ reason: options.reason }) }
  const answer = await gateway.call('POST', `/api/plugins/${action}/${id}${query}`, reason)
  const receipt = answered(answer, `${gateway.tenant} has no plugin ${id}.`)
  const where = options.all === true ? 'every tenant' : gateway.tenant
  return { text: [`${id} is ${action}d for ${where}.`, ...receiptLines(receipt)], json: receipt }
}

/** Who heard. Regions that did not acknowledge learn of it as their lease runs out, or close. */
function receiptLines(receipt: unknown): readonly string[] {
  const [acknowledged, silent] = [listIn(receipt, 'acknowledged'), listIn(receipt, 'silent')]
  const revision = ownText(receipt, 'revision')
  return [
    `  ${acknowledged.length} of ${acknowledged.length + silent.length} regions acknowledged, ${String(own(receipt, 'tabs'))} open tab(s) told`,
    ...(silent.length > 0 ? [`  no answer from ${silent.join(', ')}`] : []),
    `  at ${ownText(receipt, 'at') ?? ''}${revision === undefined ? '' : `, revision ${revision}`}, request ${ownText(receipt, 'requestId') ?? ''}`,
    ...(own(receipt, 'audit') === 'queued' ? ['  the audit trail does not answer; its row follows'] : []),
  ]
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = own(value, key)
  return Array.isArray(list) ? list : []
}

export const refresh: Command = {
  name: 'refresh',
  expects: [],
  summary: 'compile the configuration as it stands in KV, and make it live',
  options: [...AT_GATEWAY, 'all', 'dry', 'with'],
  examples: [
    'refresh --tenant acme.localhost',
    'refresh --tenant acme.localhost --all',
    'refresh --tenant acme.localhost --dry --with plugins.yaml',
  ],
  run: async ({ options }) => {
    const gateway = gatewayIn(options)
    if (options.dry !== true && options.with !== undefined) {
      throw new Stop('usage', '--with needs --dry: what is stored is made live, nothing else.')
    }
    const draft = options.with === undefined ? {} : { body: JSON.stringify(await draftIn(options.with)) }
    const tenants: unknown[] = []
    const slips: string[] = []
    let next: string | undefined = ''
    while (next !== undefined) {
      const query = new URLSearchParams({
        ...(options.all === true && { scope: 'all' }),
        ...(options.dry === true && { dry: '1' }),
        ...(next !== '' && { from: next }),
      })
      const body = await refreshNow(gateway, `?${query.toString()}`, draft)
      const slice = own(body, 'tenants')
      slips.push(...slipsIn(body))
      if (Array.isArray(slice)) tenants.push(...slice)
      next = ownText(body, 'next')
    }
    const head = options.dry === true ? ['This would change; nothing has been changed.'] : []
    return {
      text: [...head, ...tenants.flatMap(linesOf), ...slips.map((slip) => `  warning: ${slip}`)],
      json: { tenants, slips, ...(options.dry === true && { dry: true }) },
    }
  },
}

function linesOf(change: unknown): readonly string[] {
  const said = (['added', 'changed', 'removed'] as const).flatMap((what) => {
    const ids = own(change, what)
    return Array.isArray(ids) && ids.length > 0 ? [`${what} ${ids.join(', ')}`] : []
  })
  const widened = own(change, 'widened')
  const wider: readonly unknown[] = Array.isArray(widened) ? widened : []
  const revision = ownText(change, 'revision') ?? 'withdrawn'
  return [
    `${ownText(change, 'tenant') ?? ''}  ${revision}  ${said.join('; ') || 'nothing changed'}`,
    ...wider.map((each) => `  wider: ${ownText(each, 'plugin') ?? ''} ${ownText(each, 'what') ?? ''}`),
  ]
}

export const rollback: Command = {
  name: 'rollback',
  expects: [],
  summary: 'go back to an earlier revision of the tenant, at once',
  options: [...AT_GATEWAY, 'to', 'dry'],
  examples: [
    'rollback --tenant acme.localhost',
    'rollback --tenant acme.localhost --to 0f3b9c…',
    'rollback --tenant acme.localhost --dry',
  ],
  run: async ({ options }) => {
    const gateway = gatewayIn(options)
    const query = options.to === undefined ? '' : `?to=${encodeURIComponent(options.to)}`
    const unknown = options.to === undefined ? 'There is no earlier revision' : `There is no revision ${options.to}`
    if (options.dry === true) return previewRollback(gateway, query, unknown)
    const answer = await gateway.call('POST', `/api/plugins/rollback${query}`)
    if (answer.status === 422) throw rejectedBy(answer.body)
    const receipt = answered(answer, `${unknown}, or this gateway is too old to roll back.`)
    const changes = own(receipt, 'tenants')
    return {
      text: [
        ...(Array.isArray(changes) ? changes.flatMap(linesOf) : []),
        'The plugins file still says what was rolled back: correct it before the next refresh.',
      ],
      json: receipt,
    }
  },
}

async function previewRollback(gateway: Gateway, query: string, unknown: string): Promise<Report> {
  const plan = answered(await gateway.call('GET', `/api/ops/revision${query}`), `${unknown}.`)
  const rejections = rejectedBy(plan).advice
  return {
    text: [
      `Back to ${ownText(plan, 'to') ?? ''}: this would change; nothing has been changed.`,
      ...linesOf(own(plan, 'change')),
      ...rejections.map((line) => `  refused: ${line}`),
    ],
    json: plan,
    exit: rejections.length > 0 ? EXIT.refused : EXIT.ok,
  }
}
