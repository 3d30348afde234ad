import { expect, test } from 'vitest'
import { drawWhenTold } from '../../spa/host/first-draw.ts'
import { nextTask } from '../../spa/host/next-task.ts'
import { createStore } from '../../spa/host/store.ts'
import { SESSION } from './scripted-gateway.ts'

const SIGNED_IN = { type: 'signed_in', session: SESSION, ui: null } as const
const DECIDED = { type: 'decided', plugins: [] } as const

/** What was done, in its order: each drawing by the phase that it showed. */
function arrange() {
  const store = createStore()
  const order: string[] = []
  drawWhenTold(store, () => void order.push(`draws ${store.state().phase}`))
  return { store, order }
}

test('what is told at once is drawn in the same task, behind what its listeners begin with', async () => {
  const { store, order } = arrange()
  const task = new Promise((resolve) => setTimeout(resolve)).then(() => order.push('the next task'))
  store.send(SIGNED_IN)
  store.send(DECIDED)
  order.push('imports')
  await task
  expect(order).toEqual(['imports', 'draws signed_in', 'the next task'])
})

test('half of it is drawn with the next task, and nothing is drawn twice', async () => {
  const { store, order } = arrange()
  store.send(SIGNED_IN)
  await Promise.resolve()
  expect(order).toEqual([])
  await nextTask()
  store.send(DECIDED)
  await nextTask()
  expect(order).toEqual(['draws signed_in'])
})

test('a page that is told nothing draws as well', async () => {
  const { order } = arrange()
  await nextTask()
  expect(order).toEqual(['draws starting'])
})

test('that somebody is signed out is known at once', async () => {
  const { store, order } = arrange()
  store.send({ type: 'signed_out', left: false })
  await Promise.resolve()
  expect(order).toEqual(['draws signed_out'])
})
