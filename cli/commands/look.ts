/** What is live for a tenant, how it fares, and which tenants there are. */
import { healthOf, type Health, ofPlugin } from '../../src/core/health.ts'
import { isMetric, type Total } from '../../src/core/metrics.ts'
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import { AT_GATEWAY, type Command } from '../command.ts'
import { answered, livePlugins } from '../live.ts'
import { Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

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

export const tenants: Command = {
  name: 'tenants',
  expects: [],
  summary: 'list the tenants of the deployment',
  options: AT_GATEWAY,
  examples: ['tenants --tenant acme.localhost'],
  run: async ({ options }) => {
    const body = answered(await gatewayIn(options).call('GET', '/api/ops/tenants'), 'There are none.')
    return { text: listIn(body, 'tenants').map(String), json: body }
  },
}

const HEADS = ['plugin', 'mounts', 'failed', 'errors', 'p50', 'p95', 'refused', 'quarantined', 'denied']

export const metrics: Command = {
  name: 'metrics',
  expects: [],
  summary: 'say how a tenant’s plugins fare: mounts, errors, load times, refusals, incidents',
  options: [...AT_GATEWAY, 'minutes'],
  examples: ['metrics --tenant acme.localhost', 'metrics --tenant acme.localhost --minutes 1440 --json'],
  run: async ({ options }) => {
    const gateway = gatewayIn(options)
    const { minutes = '60' } = options
    if (!/^[1-9]\d{0,4}$/.test(minutes)) throw new Stop('usage', '--minutes must be a whole number from 1 to 10080.')
    const query = new URLSearchParams({ tenant: gateway.tenant, minutes })
    const body = answered(await gateway.call('GET', `/api/ops/metrics?${query.toString()}`), 'There are no figures.')
    const totals = listIn(body, 'totals').filter(isTotal)
    const plugins = [...new Set(totals.map(({ plugin }) => plugin))].filter((plugin) => plugin !== '')
    const rows = plugins.toSorted().map((plugin) => [plugin, ...cellsOf(healthOf(ofPlugin(totals, plugin)))])
    const all = ['all', ...cellsOf(healthOf(totals))]
    return {
      text: [...[HEADS, ...rows, all].map(lineOf), ...listIn(body, 'incidents').map(incidentLine)],
      json: body,
    }
  },
}

function cellsOf({ mounts, failedMounts, errorRate, p50, p95, refused, quarantineRefused, denied }: Health) {
  const ms = (value: number | null): string => (value === null ? '–' : `${Math.round(value)} ms`)
  const rate = errorRate === null ? '–' : `${(errorRate * 100).toFixed(1)} %`
  return [`${mounts}`, `${failedMounts}`, rate, ms(p50), ms(p95), `${refused}`, `${quarantineRefused}`, `${denied}`]
}

function lineOf([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(12)).join('')
}

function incidentLine(incident: unknown): string {
  const until = own(incident, 'closedAt')
  const about = ['rule', 'plugin', 'version'].map((key) => ownText(incident, key)).filter(Boolean)
  return `incident: ${about.join(' ')}, ${until === null || until === undefined ? 'going on' : 'over'}`
}

function isTotal(value: unknown): value is Total {
  const texts = ['metric', 'plugin', 'version', 'reason'].map((key) => own(value, key))
  const [metric] = texts
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof metric === 'string' &&
    isMetric(metric) &&
    typeof own(value, 'count') === 'number' &&
    Array.isArray(own(value, 'buckets'))
  )
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = own(value, key)
  return Array.isArray(list) ? list : []
}
