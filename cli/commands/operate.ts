/** What needs the gateway alone: the kill switch, refresh, rollback, and looking at what is live. */
import { isPluginId } from '../../src/core/plugin-id.ts'
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import { livePlugins, refresh as refreshNow, rejectedBy, slipsIn } from '../live.ts'
import { type Command, PLACE } from '../command.ts'
import { type Answer, describe } from '../gateway.ts'
import type { Options } from '../options.ts'
import type { Report } from '../report.ts'
import { Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

/** `--yes` is taken where nothing is asked too, so that a script may always say it. */
const AT_GATEWAY = ['tenant', ...PLACE, 'yes', 'json', 'help'] as const

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
  const receipt = receiptOf(answer, `${gateway.tenant} has no plugin ${id}.`)
  const where = options.all === true ? 'every tenant' : gateway.tenant
  const tabs = own(receipt, 'tabs')
  const told = typeof tabs === 'number' ? `, ${tabs} open tab(s) told` : ''
  return { text: [`${id} is ${action}d for ${where}${told}.`, ...silence(receipt)], json: receipt }
}

/** Regions that did not acknowledge learn of it as their lease runs out, or close. */
function silence(receipt: unknown): readonly string[] {
  const silent = own(receipt, 'silent')
  return Array.isArray(silent) && silent.length > 0 ? [`  no answer from ${silent.join(', ')}`] : []
}

export const refresh: Command = {
  name: 'refresh',
  expects: [],
  summary: 'compile the configuration as it stands in KV, and make it live',
  options: [...AT_GATEWAY, 'all'],
  examples: ['refresh --tenant acme.localhost', 'refresh --tenant acme.localhost --all'],
  run: async ({ options }) => {
    const gateway = gatewayIn(options)
    const tenants: unknown[] = []
    const slips: string[] = []
    let next: string | undefined = ''
    while (next !== undefined) {
      const from = next === '' ? '' : `&from=${encodeURIComponent(next)}`
      const body = await refreshNow(gateway, options.all === true ? `?scope=all${from}` : '')
      const slice = own(body, 'tenants')
      slips.push(...slipsIn(body))
      if (Array.isArray(slice)) tenants.push(...slice)
      next = ownText(body, 'next')
    }
    return {
      text: [...tenants.flatMap(linesOf), ...slips.map((slip) => `  warning: ${slip}`)],
      json: { tenants, slips },
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
  options: [...AT_GATEWAY, 'to'],
  examples: ['rollback --tenant acme.localhost', 'rollback --tenant acme.localhost --to 0f3b9c…'],
  run: async ({ options }) => {
    const gateway = gatewayIn(options)
    const query = options.to === undefined ? '' : `?to=${encodeURIComponent(options.to)}`
    const answer = await gateway.call('POST', `/api/plugins/rollback${query}`)
    if (answer.status === 422) throw rejectedBy(answer.body)
    const unknown = options.to === undefined ? 'There is no earlier revision' : `There is no revision ${options.to}`
    const receipt = receiptOf(answer, `${unknown}, or this gateway is too old to roll back.`)
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

function receiptOf({ status, body }: Answer, notFound: string): Readonly<Record<string, unknown>> {
  if (status === 404 || status === 405) throw new Stop('refused', notFound, [describe(status, body)])
  if (status !== 200 || !isRecord(body)) throw new Stop('refused', `The gateway refuses: ${describe(status, body)}.`)
  return body
}

export const status: Command = {
  name: 'status',
  expects: [],
  summary: 'list what is live for a tenant',
  options: AT_GATEWAY,
  examples: ['status --tenant acme.localhost', 'status --tenant acme.localhost --json'],
  run: async ({ options }) => {
    const { plugins, revision, body } = await livePlugins(gatewayIn(options))
    const lines = plugins.map((plugin) => {
      const stopped = own(plugin, 'quarantined')
      const reason = ownText(stopped, 'reason')
      const quarantined = `quarantined${reason === undefined ? '' : ` (${reason})`}`
      const state = isRecord(stopped) ? quarantined : own(plugin, 'enabled') === true ? 'live' : 'disabled'
      const second = own(plugin, 'rollout')
      const percent = own(second, 'percent')
      const halted = isRecord(own(second, 'halted')) ? ', halted' : ''
      const also = isRecord(second) ? `, ${String(percent)} % have ${ownText(second, 'version') ?? ''}${halted}` : ''
      return `${(ownText(plugin, 'id') ?? '').padEnd(24)} ${(ownText(plugin, 'version') ?? '').padEnd(12)} ${state}${also}`
    })
    return { text: [`revision ${revision}`, ...lines], json: isRecord(body) ? body : {} }
  },
}

export const explain: Command = {
  name: 'explain',
  expects: ['<plugin>'],
  summary: 'say which gate stops a plugin for somebody, and what to do about it',
  options: [...AT_GATEWAY, 'subject', 'method', 'path'],
  examples: [
    'explain hello --tenant acme.localhost --subject bob',
    'explain hello --tenant acme.localhost --subject auth:account:demo:bob --method GET --path /api/crud/items',
  ],
  run: async ({ arguments: [id = ''], options }) => {
    const gateway = gatewayIn(options)
    const query = new URLSearchParams({ tenant: gateway.tenant, plugin: id })
    for (const name of ['subject', 'method', 'path'] as const) {
      const value = options[name]
      if (value !== undefined) query.set(name, value)
    }
    const answer = await gateway.call('GET', `/api/ops/explain?${query.toString()}`)
    const body = receiptOf(answer, 'This gateway is too old to explain.')
    const gates = own(body, 'gates')
    const list: readonly unknown[] = Array.isArray(gates) ? gates : []
    return { text: list.flatMap(gateLines), json: body }
  },
}

function gateLines(gate: unknown): readonly string[] {
  const [name, about, verdict, why, by, remedy] = ['gate', 'about', 'verdict', 'why', 'decidedBy', 'remedy'].map(
    (key) => ownText(gate, key),
  )
  const head = `${(verdict ?? '').padEnd(5)} ${name ?? ''}${about === undefined ? '' : ` ${about}`}: ${why ?? ''}`
  const decided = by === undefined ? [] : [`      decided by ${by}`]
  return [head, ...decided, ...(remedy === undefined ? [] : [`      → ${remedy}`])]
}
