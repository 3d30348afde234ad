import { expect, test } from 'vitest'
import { nextTask } from '../../spa/host/next-task.ts'

test('what waited before has its turn first, and not only what is already settled', async () => {
  const order: string[] = []
  setTimeout(() => order.push('a task'))
  void Promise.resolve().then(() => order.push('a promise'))
  await nextTask()
  order.push('this one')
  expect(order).toEqual(['a promise', 'a task', 'this one'])
})
