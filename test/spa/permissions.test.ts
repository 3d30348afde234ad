/** Answers for render-time gating: asked together, remembered briefly, closed in doubt. */
import { expect, test } from 'vitest'
import type { AuthzQuestion } from '../../spa/sdk/index.ts'
import { createPermissions } from '../../spa/ui/permissions.ts'

const ITEM = { type: 'inventory.item', id: '7' }
const edit: AuthzQuestion = { resource: ITEM, action: 'edit' }
const remove: AuthzQuestion = { resource: ITEM, action: 'delete' }

type Ask = (questions: readonly AuthzQuestion[]) => Promise<readonly boolean[]>

function arrange(answer: Ask = async (questions) => questions.map(({ action }) => action === 'edit')) {
  const asked: (readonly string[])[] = []
  const clock = { now: 1000 }
  const permissions = createPermissions(
    async (questions) => {
      asked.push(questions.map(({ action }) => action))
      return answer(questions)
    },
    () => clock.now,
  )
  return { permissions, asked, clock }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('what is asked for in one turn leaves in one request, each question once', async () => {
  const { permissions, asked } = arrange()
  const told: string[] = []
  permissions.follow(edit, () => told.push('edit'))
  permissions.follow(remove, () => told.push('delete'))
  permissions.follow({ resource: { ...ITEM }, action: 'edit' }, () => told.push('edit too'))
  expect([permissions.read(edit), permissions.read(remove)]).toEqual(['asking', 'asking'])
  await settled()
  expect(asked).toEqual([['edit', 'delete']])
  expect([permissions.read(edit), permissions.read(remove)]).toEqual(['permitted', 'denied'])
  expect(told).toEqual(['edit', 'edit too', 'delete'])
})

test('an answer serves for five seconds', async () => {
  const { permissions, asked, clock } = arrange()
  permissions.follow(edit, () => undefined)()
  await settled()
  clock.now += 4999
  permissions.follow(edit, () => undefined)()
  expect(permissions.read(edit)).toBe('permitted')
  await settled()
  expect(asked).toHaveLength(1)
})

test('an older one is asked for anew, and closed until then where nobody shows it', async () => {
  const { permissions, asked, clock } = arrange()
  permissions.follow(edit, () => undefined)()
  await settled()
  clock.now += 5000
  permissions.follow(edit, () => undefined)
  expect(permissions.read(edit)).toBe('asking')
  await settled()
  expect([permissions.read(edit), asked.length]).toEqual(['permitted', 2])
})

test('where it is shown it stays as it was until the new answer', async () => {
  let permits = true
  const { permissions, clock } = arrange(async (questions) => questions.map(() => permits))
  const told: string[] = []
  permissions.follow(edit, () => told.push(permissions.read(edit)))
  await settled()
  clock.now += 6000
  permits = false
  permissions.follow(edit, () => undefined)
  expect(permissions.read(edit)).toBe('permitted')
  await settled()
  expect(told).toEqual(['permitted', 'denied'])
})

test.each<[string, Ask]>([
  ['fails', () => Promise.reject(new Error('no'))],
  ['answers too few', async () => []],
])('a policy that %s denies', async (_, answer) => {
  const { permissions } = arrange(answer)
  permissions.follow(edit, () => undefined)
  await settled()
  expect(permissions.read(edit)).toBe('denied')
})

test('questions that differ in properties are two', async () => {
  const { permissions, asked } = arrange()
  permissions.follow(edit, () => undefined)
  permissions.follow({ resource: { ...ITEM, properties: { owner: 'bob' } }, action: 'edit' }, () => undefined)
  await settled()
  expect(asked).toEqual([['edit', 'edit']])
})
