/** `sdk.log`: what leaves, how often, and what is said of the rest. */
import { expect, test } from 'vitest'
import { parseTelemetry } from '../../src/core/telemetry.ts'
import { problem, scripted, type Answer } from './scripted-transport.ts'

const accepted = (): Response => Response.json({ accepted: 1 }, { status: 202 })

/** A plugin whose lines leave when the test says so. */
function arrange(answers: readonly Answer[]) {
  const overs: (() => void)[] = []
  const hidden: (() => void)[] = []
  const waits: number[] = []
  const plugin = scripted(answers, {
    pause: (milliseconds, signal) => {
      waits.push(milliseconds)
      return new Promise((resolve, reject) => {
        overs.push(resolve)
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      })
    },
    onHidden: (callback) => {
      hidden.push(callback)
      return () => void hidden.splice(hidden.indexOf(callback), 1)
    },
  })
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
  const later = (): Promise<void> => {
    for (const over of overs.splice(0)) over()
    return settled()
  }
  const hide = (): Promise<void> => {
    for (const callback of hidden) callback()
    return settled()
  }
  const batches = () => plugin.calls.map(({ body }) => parseTelemetry(body))
  return { ...plugin, waits, later, hide, hidden, batches }
}

test('lines leave together after a while, as telemetry of this plugin that the gateway accepts', async () => {
  const { sdk, later, calls, batches, waits } = arrange([accepted])
  sdk.log.info('saved', { id: 7, name: 'lamp', isNew: true })
  sdk.log.error('failed', { why: new TypeError('no') })
  expect(calls).toHaveLength(0)
  await later()
  expect(waits).toEqual([5000])
  expect(calls[0]).toMatchObject({ url: '/api/plugins/telemetry', method: 'POST', init: { keepalive: true } })
  expect(calls[0]?.headers.get('X-Plugin-Id')).toBe('hello')
  expect(batches()).toEqual([
    {
      accepted: [
        { name: 'log', fields: { level: 'info', message: 'saved', id: 7, name: undefined, isNew: true } },
        { name: 'log', fields: { level: 'error', message: 'failed', why: 'TypeError: no' } },
      ],
    },
  ])
})

test('odd lines are cut to what the gateway accepts', async () => {
  const { sdk, later, batches } = arrange([accepted])
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, index]))
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  sdk.log.warn('ä'.repeat(2000), { ...many, 'no name': 1 })
  sdk.log.warn('odd', {
    circle,
    list: [1, 2],
    nothing: undefined,
    infinite: Infinity,
    level: 'info',
    long: 'x'.repeat(900),
  })
  await later()
  const [batch] = batches()
  expect(batch).toMatchObject({
    accepted: [
      { fields: { level: 'warn', f0: 0, f7: 7, message: expect.stringMatching(/^ä{499}…$/) } },
      { fields: { level: 'warn', list: '[1,2]', long: expect.stringMatching(/^x{499}…$/) } },
    ],
  })
})

test('of a flood the first lines go out and the rest is counted', async () => {
  const { sdk, later, batches } = arrange([accepted, accepted])
  for (let line = 0; line < 60; line++) sdk.log.info(`line ${line}`)
  await later()
  const [batch] = batches()
  const events = batch && 'accepted' in batch ? batch.accepted : []
  expect(events).toHaveLength(50)
  expect(events.at(-1)?.fields).toEqual({ level: 'warn', message: 'lines were dropped', lost: 11 })
  sdk.log.info('after it')
  await later()
  expect(batches()[1]).toMatchObject({ accepted: [{ fields: { message: 'after it' } }] })
})

test('long lines do not make a body that the gateway refuses', async () => {
  const { sdk, later, batches } = arrange([accepted])
  for (let line = 0; line < 40; line++) sdk.log.info('x'.repeat(500))
  await later()
  expect(batches()[0]).toHaveProperty('accepted')
})

test('a batch that did not arrive is counted in the next', async () => {
  const { sdk, later, batches } = arrange([new TypeError('Failed to fetch'), accepted])
  sdk.log.info('one')
  sdk.log.info('two')
  await later()
  sdk.log.info('three')
  await later()
  expect(batches()[1]).toMatchObject({
    accepted: [{ fields: { message: 'three' } }, { fields: { message: 'lines were dropped', lost: 2 } }],
  })
})

test('without the permission it says so once, and goes silent', async () => {
  const { sdk, later, calls, faults } = arrange([problem(403, 'allowlist_violation'), accepted])
  sdk.log.info('one')
  await later()
  sdk.log.info('two')
  await later()
  expect(calls).toHaveLength(1)
  expect(faults).toMatchObject([{ code: 'allowlist_violation' }])
})

test('a page that goes out of sight sends what waits, also of contributions that are gone', async () => {
  const { open, hide, batches, dispose, hidden } = arrange([accepted])
  const contribution = open()
  contribution.sdk.log.info('last words')
  contribution.dispose()
  await hide()
  expect(batches()).toMatchObject([{ accepted: [{ fields: { message: 'last words' } }] }])
  dispose()
  expect(hidden).toEqual([])
})

test('a plugin that is taken away has no more to say', async () => {
  const { sdk, dispose, later, hide, calls } = arrange([accepted])
  sdk.log.info('one')
  dispose()
  sdk.log.info('two')
  await later()
  await hide()
  expect(calls).toEqual([])
})
