/** `config`: the files that the gateway compiles, read, checked and written through it. */
import { own, ownText } from '../../src/core/own-property.ts'
import { confirm } from '../ask.ts'
import { AT_GATEWAY, type Command } from '../command.ts'
import { draftIn, storedName, textOf } from '../draft.ts'
import { describe, type Gateway } from '../gateway.ts'
import { answered, refresh, rejectedBy } from '../live.ts'
import type { Options } from '../options.ts'
import { type Report, say } from '../report.ts'
import { Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

export const config: Command = {
  name: 'config',
  expects: ['read|check|write', '<file>'],
  summary: 'read a configuration file, check a changed one, or write it',
  options: [...AT_GATEWAY, 'etag'],
  examples: [
    'config read plugins.yaml --tenant acme.localhost > plugins.yaml',
    'config check plugins.yaml --tenant acme.localhost',
    'config write plugins.yaml --tenant acme.localhost --etag 0f3b9c…',
  ],
  run: async ({ arguments: [verb = '', file = ''], options }) => {
    const gateway = gatewayIn(options)
    switch (verb) {
      case 'read':
        return readStored(gateway, file)
      case 'check':
        return check(gateway, file)
      case 'write':
        return write(gateway, file, options)
      default:
        throw new Stop('usage', `config can read, check or write, not ${verb}.`)
    }
  },
}

async function readStored(gateway: Gateway, file: string): Promise<Report> {
  const name = storedName(file)
  const body = answered(await gateway.call('GET', pathOf(name)), `There is no ${name}.`)
  const text = ownText(body, 'text')
  if (text === undefined) throw new Stop('refused', `${name} is not there yet.`, ['`config write` makes it.'])
  say(`etag ${ownText(body, 'etag') ?? ''}: give it to \`config write\``)
  return { text: [text.replace(/\n$/, '')], json: body }
}

async function check(gateway: Gateway, file: string): Promise<Report> {
  const { changes, body } = await preview(gateway, file)
  return { text: [`${file} is sound. A refresh would change this:`, ...changes], json: body }
}

/** Says first what a refresh would change, and asks where permissions get wider. */
async function write(gateway: Gateway, file: string, options: Options): Promise<Report> {
  const name = storedName(file)
  if (options.etag === undefined) {
    throw new Stop('usage', '--etag is missing: the tag that `config read` told, so that no edit is lost.')
  }
  const { changes, isWider } = await preview(gateway, file)
  for (const line of changes) say(line)
  if (isWider) await confirm('Permissions get wider. Write it?', options)
  const headers = { 'If-Match': `"${options.etag}"` }
  const answer = await gateway.call('PUT', pathOf(name), { body: await textOf(file), headers })
  if (answer.status === 409) {
    throw new Stop('conflict', `Somebody else has changed ${name} since it was read.`, [
      `Read it again, and make the change to what is there now. (${describe(answer.status, answer.body)})`,
    ])
  }
  const body = answered(answer, `${name} cannot be written.`)
  return { text: [`${name} is written, and not live yet.`, 'Now: experience refresh'], json: body }
}

async function preview(gateway: Gateway, file: string) {
  const body = await refresh(gateway, '?dry=1', { body: JSON.stringify(await draftIn(file)) })
  const tenants = own(body, 'tenants')
  const list: readonly unknown[] = Array.isArray(tenants) ? tenants : []
  const wider = list.flatMap((tenant) => grantsIn(tenant))
  const changes = list.flatMap((tenant) => changesIn(tenant))
  const slips = rejectedBy({ rejections: own(body, 'warnings') }).advice.map((slip) => `  warning: ${slip}`)
  const lines = [
    ...(changes.length > 0 ? changes : ['  nothing']),
    ...wider.map((line) => `  wider: ${line}`),
    ...slips,
  ]
  return { changes: lines, isWider: wider.length > 0, body: { ...(typeof body === 'object' && body), file } }
}

function changesIn(tenant: unknown): readonly string[] {
  return (['added', 'changed', 'removed'] as const).flatMap((what) => {
    const ids = own(tenant, what)
    return Array.isArray(ids) && ids.length > 0 ? [`  ${what}: ${ids.join(', ')}`] : []
  })
}

function grantsIn(tenant: unknown): readonly string[] {
  const granted = own(tenant, 'granted')
  const list: readonly unknown[] = Array.isArray(granted) ? granted : []
  return list.map((each) => `${ownText(each, 'plugin') ?? ''} ${ownText(each, 'what') ?? ''}`)
}

function pathOf(name: string): string {
  return `/api/ops/config?${new URLSearchParams({ file: name }).toString()}`
}
