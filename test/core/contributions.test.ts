/** What a manifest contributes, read by itself: every name that is let through, and what is said of one that is not. */
import { describe, expect, test } from 'vitest'
import { readContributions } from '../../src/core/contributions.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'

function read(text: string) {
  const rejections: Rejection[] = []
  const root = parseYaml('plugin.yaml', text, rejections)
  const contributions = root && readContributions(root, 'hello')
  return { contributions, said: rejections.map(({ where, why }) => `${where}: ${why}`) }
}

const widget = (keys: string) => read(`widgets: [{ slot: dashboard.main, component: W, ${keys} }]`)

describe('a name', () => {
  test.each(['Hello', 'h', '_hidden', '$', 'Widget2', 'constructors', 'prototypeView', 'x'.repeat(128)])(
    '%s can be a component',
    (name) => {
      const { contributions, said } = read(`routes: [{ path: /hello, component: "${name}" }]`)
      expect(said).toEqual([])
      expect(contributions?.routes).toMatchObject([{ component: name }])
    },
  )

  test.each(['constructor', 'prototype', '__proto__', '2nd', 'x'.repeat(129)])('%s can be none', (name) => {
    expect(read(`routes: [{ path: /hello, component: "${name}" }]`).said).toEqual([
      expect.stringContaining('routes[0].component: must be the name of an exported component'),
    ])
  })

  test.each(['sidebar', 'dashboard.main', 'shop.order_list.row-end'])('%s can be a slot', (slot) => {
    const { contributions, said } = read(`widgets: [{ slot: ${slot}, component: W }]`)
    expect(said).toEqual([])
    expect(contributions?.widgets).toMatchObject([{ slot }])
  })

  test.each([
    ['slot: a..b', 'slot: must be a slot like dashboard.main, is "a..b"'],
    ['slot: a.', 'slot: must be a slot like dashboard.main, is "a."'],
    ['slot: a, resource: "x y"', 'resource: must be a resource type like plugin.route, is "x y"'],
    ['slot: a, action: "*"', 'action: must be an action like view, is "*"'],
    ['slot: a, height: 3', 'height: must be a whole number from 4 to 80, is the number 3'],
    ['slot: a, height: 81', 'height: must be a whole number from 4 to 80, is the number 81'],
  ])('in %s is wrong, and it is said what would be right', (keys, said) => {
    expect(read(`widgets: [{ component: W, ${keys} }]`).said).toEqual([`widgets[0].${said}`])
  })
})

describe('what is said', () => {
  test('comes with what follows from it, and with nothing else', () => {
    expect(read('routes: [{ path: /hello, component: Hello }]').contributions).toStrictEqual({
      routes: [{ path: '/hello', component: 'Hello', resource: 'plugin.route', action: 'view' }],
      widgets: [],
    })
    expect(read('widgets: [{ slot: a, component: W }]').contributions).toStrictEqual({
      routes: [],
      widgets: [{ slot: 'a', component: 'W', resource: 'plugin.widget', action: 'view' }],
    })
  })

  test('is kept: hints for the policy, a title, an icon, a height', () => {
    const hints = { resource: 'crm:page', action: 'open', title: 'Hello' }
    const written = 'resource: "crm:page", action: open, title: Hello'
    expect(
      read(`routes: [{ path: /hello, component: Hello, icon: box, ${written} }]`).contributions?.routes,
    ).toStrictEqual([{ path: '/hello', component: 'Hello', icon: 'box', ...hints }])
    expect(widget(`height: 4, ${written}`).contributions?.widgets).toMatchObject([{ ...hints, height: 4 }])
    expect(widget('height: 80').contributions?.widgets).toMatchObject([{ height: 80 }])
  })

  test.each([
    ['is missing', '{ component: Hello }', 'is missing: must be text'],
    ['is no text', '{ component: Hello, path: 7 }', 'must be text, is the number 7; quote it: "7"'],
  ])('of a path that %s is one mistake', (_, route, why) => {
    expect(read(`routes: [${route}]`).said).toEqual([`routes[0].path: ${why}`])
  })
})
