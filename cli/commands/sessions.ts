/** `sessions end`: signs a person out. */
import { own, ownText } from '../../src/core/own-property.ts'
import { AT_GATEWAY, type Command } from '../command.ts'
import { answered } from '../live.ts'
import { Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'

export const sessions: Command = {
  name: 'sessions',
  expects: ['end', '<subject>'],
  summary: 'end every session of a person, at one tenant or everywhere',
  options: [...AT_GATEWAY, 'all'],
  examples: [
    'sessions end bob --tenant acme.localhost',
    'sessions end auth:account:demo:bob --tenant acme.localhost --all',
  ],
  run: async ({ arguments: [verb = '', subject = ''], options }) => {
    if (verb !== 'end') throw new Stop('usage', `sessions can end, not ${verb}.`)
    const gateway = gatewayIn(options)
    const query = options.all === true ? '?scope=all' : ''
    const answer = await gateway.call('POST', `/api/ops/sessions/end${query}`, { body: JSON.stringify({ subject }) })
    const receipt = answered(answer, 'This gateway is too old to end sessions.')
    const where = options.all === true ? 'wherever they were' : `at ${gateway.tenant}`
    const person = ownText(receipt, 'subject') ?? subject
    return { text: [`${String(own(receipt, 'sessions'))} session(s) of ${person} ended ${where}.`], json: receipt }
  },
}
