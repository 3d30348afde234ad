/** `explain` and `show`: why somebody has a plugin or not, and what a plugin may do. */
import { compareManifests } from '../../src/core/difference.ts'
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import { AT_GATEWAY, type Command } from '../command.ts'
import { draftIn } from '../draft.ts'
import { answered } from '../live.ts'
import { gatewayIn } from '../target.ts'

export const explain: Command = {
  name: 'explain',
  expects: ['<plugin>'],
  summary: 'say which gate stops a plugin for somebody, and what to do about it',
  options: [...AT_GATEWAY, 'subject', 'method', 'path', 'with'],
  examples: [
    'explain hello --tenant acme.localhost --subject bob',
    'explain hello --tenant acme.localhost --subject auth:account:demo:bob --method GET --path /api/crud/items',
    'explain hello --tenant acme.localhost --subject bob --with plugins.yaml',
  ],
  run: async ({ arguments: [id = ''], options }) => {
    const gateway = gatewayIn(options)
    const query = new URLSearchParams({ tenant: gateway.tenant, plugin: id })
    for (const name of ['subject', 'method', 'path'] as const) {
      const value = options[name]
      if (value !== undefined) query.set(name, value)
    }
    const path = `/api/ops/explain?${query.toString()}`
    const answer =
      options.with === undefined
        ? await gateway.call('GET', path)
        : await gateway.call('POST', path, { body: JSON.stringify(await draftIn(options.with)) })
    const body = answered(answer, 'This gateway is too old to explain.')
    const gates = own(body, 'gates')
    const list: readonly unknown[] = Array.isArray(gates) ? gates : []
    const head = options.with === undefined ? [] : [`With ${options.with}, which is not live:`]
    return { text: [...head, ...list.flatMap(gateLines)], json: body }
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

const SIGNS = { added: '+', removed: '-', kept: ' ' } as const

export const show: Command = {
  name: 'show',
  expects: ['<plugin>'],
  summary: 'show what a plugin may do, and how that differs from the revision before',
  options: AT_GATEWAY,
  examples: ['show hello --tenant acme.localhost'],
  run: async ({ arguments: [id = ''], options }) => {
    const gateway = gatewayIn(options)
    const query = new URLSearchParams({ tenant: gateway.tenant, plugin: id })
    const answer = await gateway.call('GET', `/api/ops/plugin?${query.toString()}`)
    const body = answered(answer, `${gateway.tenant} has no plugin ${id}.`)
    const plugin = own(body, 'plugin')
    const manifest = own(plugin, 'manifest')
    const [since, before] = [ownText(body, 'since'), own(body, 'before')]
    const after = isRecord(manifest) ? manifest : {}
    // Without a revision before there is nothing that it could differ from.
    const { permissions, rest } = compareManifests(
      since === undefined ? after : isRecord(before) ? before : null,
      after,
    )
    const widened = own(body, 'widened')
    const wider: readonly unknown[] = Array.isArray(widened) ? widened : []
    return {
      text: [
        `${id} ${ownText(plugin, 'version') ?? ''}, revision ${ownText(body, 'revision') ?? ''}${since === undefined ? '' : `, compared with ${since}`}`,
        `  ${ownText(plugin, 'bundleKey') ?? ''} sha256:${ownText(plugin, 'sha256') ?? ''}`,
        ...[...rest, ...permissions].map(({ kind, what }) => `${SIGNS[kind]} ${what}`),
        ...wider.map((what) => `  wider: ${id} ${String(what)}`),
      ],
      json: body,
    }
  },
}
