/** What ends when a contribution unmounts, and what goes on. */
import { expect, test } from 'vitest'
import { createEventHub, type ThemeState } from '../../spa/sdk/index.ts'
import { scripted, stream } from './scripted-transport.ts'

const never = (): Promise<Response> => new Promise(() => undefined)

/** Rejects as `fetch` does when its signal aborts. */
function pending({ init }: { readonly init: RequestInit }): Promise<Response> {
  return new Promise((_, reject) => {
    init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })
}

test('a read that is under way aborts, and a later one fails at once', async () => {
  const { open, calls } = scripted([pending])
  const { sdk, dispose } = open()
  const reading = sdk.api.json('/api/x')
  dispose()
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  await expect(sdk.api.fetch('/api/x')).rejects.toMatchObject({ name: 'AbortError' })
  expect(calls).toHaveLength(1)
})

test('a question that is under way is answered with no', async () => {
  const { open } = scripted([pending])
  const { sdk, dispose } = open()
  const asking = sdk.authz.evaluateMany([{ resource: { type: 'a', id: 'b' }, action: 'view' }])
  dispose()
  expect(await asking).toEqual([false])
})

test('a write that was sent goes on to its end, unless the plugin itself is taken away', async () => {
  const { open, dispose, calls } = scripted([never, never])
  const contribution = open()
  void contribution.sdk.api.fetch('/api/x', { method: 'POST' })
  contribution.dispose()
  expect(calls[0]?.init.signal?.aborted).toBe(false)
  dispose()
  expect(calls[0]?.init.signal?.aborted).toBe(true)
})

test('a stream closes', async () => {
  const { open } = scripted([stream(['data: 1\n\n'], 'stay')])
  const { sdk, dispose } = open()
  const states: string[] = []
  await new Promise((resolve) => {
    sdk.sse.subscribe('orders', resolve, { onState: (state) => states.push(state) })
  })
  dispose()
  await expect.poll(() => states).toEqual(['connecting', 'open', 'closed'])
})

test('the neighbour of the same plugin is not touched', async () => {
  const { open } = scripted([new Response('well')])
  const [one, other] = [open(), open()]
  one.dispose()
  expect((await other.sdk.api.fetch('/api/x')).status).toBe(200)
})

test('the plugin taken away takes all of its contributions along', async () => {
  const { open, dispose } = scripted([])
  const { sdk } = open()
  dispose()
  await expect(sdk.api.fetch('/api/x', { method: 'POST' })).rejects.toMatchObject({ name: 'AbortError' })
})

test('listeners of theme and events are let go', () => {
  const themed = new Set<() => void>()
  const events = createEventHub(() => ({ publishes: [], subscribes: ['a'] }))
  let heard = 0
  const { open } = scripted([], {
    events: {
      ...events,
      subscribe: (plugin, topic, listener) => {
        heard += 1
        const stop = events.subscribe(plugin, topic, listener)
        return () => {
          heard -= 1
          stop()
        }
      },
    },
    theme: {
      current: () => ({ mode: 'dark', tokens: {} }),
      subscribe: (listener) => {
        themed.add(listener)
        return () => themed.delete(listener)
      },
    },
  })
  const { sdk, dispose } = open()
  sdk.events.subscribe('a', () => undefined)
  const stop = sdk.events.subscribe('a', () => undefined)
  sdk.theme.subscribe(() => undefined)
  expect([heard, themed.size]).toEqual([2, 1])
  stop()
  stop()
  expect(heard).toBe(1)
  dispose()
  stop()
  expect([heard, themed.size]).toEqual([0, 0])
  sdk.theme.subscribe(() => undefined)
  expect(themed.size).toBe(0)
})

test('navigation reaches the host while the contribution shows, and nowhere after', () => {
  const went: unknown[] = []
  const { open } = scripted([], { navigate: (...to) => went.push(to) })
  const { sdk, dispose } = open()
  sdk.navigate('/hello')
  sdk.navigate('/', { replace: true })
  dispose()
  sdk.navigate('/late')
  expect(went).toEqual([
    ['/hello', undefined],
    ['/', { replace: true }],
  ])
})

test('the theme is told as it is and as it changes, and a listener that throws disturbs nobody', () => {
  let state: ThemeState = { mode: 'light', tokens: { radius: '4px' } }
  const listeners = new Set<() => void>()
  const { sdk, faults } = scripted([], {
    theme: {
      current: () => state,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  })
  expect(sdk.theme.current()).toBe(state)
  const modes: string[] = []
  sdk.theme.subscribe(() => {
    throw new Error('mine')
  })
  sdk.theme.subscribe(({ mode }) => modes.push(mode))
  state = { mode: 'dark', tokens: {} }
  for (const listener of listeners) listener()
  expect(modes).toEqual(['dark'])
  expect(faults).toEqual([new Error('mine')])
})

test('every part of the SDK is frozen', () => {
  const { sdk } = scripted([])
  const parts = [sdk, sdk.api, sdk.sse, sdk.authz, sdk.theme, sdk.log, sdk.events, sdk.plugin]
  const functions = [sdk.navigate, sdk.api.json, sdk.authz.evaluateMany, sdk.theme.current, sdk.log.info]
  expect([...parts, ...functions, sdk.events.publish].filter((part) => !Object.isFrozen(part))).toEqual([])
})
