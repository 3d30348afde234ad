import { expect, test } from 'vitest'
import { printLook } from '../../src/core/page-look.ts'
import type { UiConfig } from '../../src/core/theme.ts'

function look(mode: UiConfig['theme']['mode'], light: object, dark: object): UiConfig {
  return { brand: { name: 'Acme' }, theme: { mode, light, dark } }
}

const LIGHT = { 'color-text': '#123', radius: '4px' }
const DARK = { 'color-text': 'oklch(90% 0.1 120 / 50%)' }
const LIGHT_RULE = ':root{--ee-color-text:#123;--ee-radius:4px}'
const DARK_RULE = ':root{--ee-color-text:oklch(90% 0.1 120 / 50%)}'

test.each([
  ['light', LIGHT, DARK, LIGHT_RULE],
  ['dark', LIGHT, DARK, DARK_RULE],
  [
    'auto',
    LIGHT,
    DARK,
    `@media (prefers-color-scheme:light){${LIGHT_RULE}}@media (prefers-color-scheme:dark){${DARK_RULE}}`,
  ],
  ['auto', {}, DARK, `@media (prefers-color-scheme:dark){${DARK_RULE}}`],
  ['auto', {}, {}, ''],
  ['dark', LIGHT, {}, ''],
] as const)('%s, of %j and %j', (mode, light, dark, css) => {
  expect(printLook(look(mode, light, dark))).toBe(css)
})

test.each([
  '</style><script>',
  '#fff;background:url(//evil.test)',
  '#fff}body{display:none',
  'red\n',
  '\\3c',
  '"',
  "'",
  '@import',
  'url(//evil.test)',
  'var(--x)',
  '',
])('a value like %j, which no configuration can hold, is left out', (value) => {
  expect(printLook(look('light', { 'color-text': value, radius: '4px' }, {}))).toBe(':root{--ee-radius:4px}')
})
