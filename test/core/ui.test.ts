import { expect, test } from 'vitest'
import { contrast } from '../../src/core/color.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { defaultUi } from '../../src/core/theme.ts'
import { readUi } from '../../src/core/ui.ts'
import { parseYaml } from '../../src/core/yaml.ts'

const FILE = 'config/ui.yaml'

function read(text: string) {
  const rejections: Rejection[] = []
  const root = parseYaml(FILE, text, rejections)
  return { ui: root ? readUi(root, rejections) : new Map(), rejections }
}

/** Tokens of one palette, in line 4. */
function readLight(tokens: string) {
  return read(`tenants:\n  acme.example:\n    theme:\n      light: { ${tokens} }`)
}

test('a tenant that says nothing has its host as name and the host’s own look', () => {
  expect(read('tenants: { acme.example: {} }').ui.get('acme.example')).toEqual(defaultUi('acme.example'))
})

test('what is given is kept', () => {
  const { ui, rejections } = read(`
tenants:
  acme.example:
    brand: { name: Acme, logo: /assets/brand/acme.svg }
    theme: { mode: dark, dark: { color-text: "#fff", color-background: "#000", radius: 0.5rem } }
`)
  expect(rejections).toEqual([])
  expect(ui.get('acme.example')).toEqual({
    brand: { name: 'Acme', logo: '/assets/brand/acme.svg' },
    theme: {
      mode: 'dark',
      light: {},
      dark: { 'color-text': '#fff', 'color-background': '#000', radius: '0.5rem' },
    },
  })
})

test.each([
  '#abc',
  '#AABBCC',
  '#aabbcc80',
  'rgb(1, 2, 3)',
  'rgb(1 2 3 / 50%)',
  'rgb(10% 20% 30%)',
  'hsl(210 40% 20%)',
  'hsl(210deg, 40%, 20%)',
  'oklch(70% 0.15 230)',
  'oklch(0.7 0.15 230 / 0.5)',
])('%s is a colour', (color) => {
  expect(readLight(`color-accent: "${color}"`).rejections).toEqual([])
})

test.each([
  'red',
  'transparent',
  '#ab',
  '#abcd1',
  '#ggg',
  'rgb(1,2)',
  'rgb(1 2 3 4 5)',
  'rgb(var(--x) 2 3)',
  'rgb(calc(1) 2 3)',
  'var(--x)',
  'url(https://evil.example/x)',
  '#fff; background: url(//evil.example)',
  '#fff}body{display:none',
  'expression(alert(1))',
  'color-mix(in srgb, red, blue)',
  'RGB(1 2 3)',
  '#fff ',
  'hsl(99999 1% 1%)',
])('%s is no colour', (color) => {
  const { ui, rejections } = readLight(`color-accent: "${color}"`)
  expect(rejections).toEqual([
    {
      file: FILE,
      where: 'tenants.acme.example.theme.light.color-accent',
      line: 4,
      column: 30,
      why: 'must be a colour: #rgb, #rrggbb, #rrggbbaa, or rgb(), hsl(), oklch() of numbers',
    },
  ])
  expect(ui.size).toBe(0)
})

test.each(['0', '8px', '0.5rem', '1em', '120px'])('%s is a radius', (radius) => {
  expect(readLight(`radius: "${radius}"`).rejections).toEqual([])
})

test.each(['8', '50%', '-1px', 'calc(1px)', '8px 4px', '1e3px', '9999px', 'px', '8px;'])(
  '%s is no radius',
  (radius) => {
    expect(readLight(`radius: "${radius}"`).rejections).toEqual([
      expect.objectContaining({ line: 4, column: 24, why: 'must be a length like 8px or 0.5rem' }),
    ])
  },
)

test.each([
  [
    'light: { color-acent: "#fff" }',
    'light.color-acent',
    expect.stringContaining('unknown key; known here: color-background'),
  ],
  ['light: { --x: "#fff" }', 'light.--x', expect.stringContaining('unknown key')],
  ['light: { color-text: 123 }', 'light.color-text', expect.stringContaining('quote it')],
  ['light: ["#fff"]', 'light', 'must be keys with values, is a list'],
  ['mode: sepia', 'mode', 'must be one of auto, light, dark, is "sepia"'],
  ['css: "body{}"', 'css', 'unknown key; known here: mode, light, dark'],
])('a theme with %s is refused', (theme, where, why) => {
  const { ui, rejections } = read(`tenants:\n  acme.example:\n    theme: { ${theme} }\n  globex.example: {}`)
  expect(rejections).toEqual([
    { file: FILE, where: `tenants.acme.example.theme.${where}`, line: 3, column: expect.any(Number), why },
  ])
  expect([...ui.keys()]).toEqual(['globex.example'])
})

test.each([
  'https://cdn.example/logo.svg',
  '//cdn.example/logo.svg',
  'data:image/svg+xml,x',
  '/brand/acme.svg',
  '/assets/../auth/logout.svg',
  '/assets//x.svg',
  '/assets/x.svg?y',
  '/assets/%2e%2e/x.svg',
  '/assets/x.js',
  '/assets/.svg',
])('%s is no logo', (logo) => {
  const { rejections } = read(`tenants:\n  acme.example:\n    brand: { name: Acme, logo: "${logo}" }`)
  expect(rejections).toEqual([
    expect.objectContaining({ where: 'tenants.acme.example.brand.logo', line: 3, column: 32 }),
  ])
})

test.each([
  ['color-text: "#777777", color-background: "#ffffff"', 'color-text', 'has contrast 4.47 on color-background'],
  ['color-text: "#777", color-surface: "#ffffffff"', 'color-text', 'has contrast 4.47 on color-surface'],
  ['color-text: "#000", color-surface-raised: "#010101"', 'color-text', 'has contrast 1.00 on color-surface-raised'],
  ['color-text-muted: "#999", color-background: "#fff"', 'color-text-muted', 'has contrast 2.84 on color-background'],
  ['color-accent-text: "#fff", color-accent: "#4de3ff"', 'color-accent-text', 'has contrast 1.52 on color-accent'],
])('%s cannot be read', (tokens, token, why) => {
  expect(readLight(tokens).rejections).toEqual([
    {
      file: FILE,
      where: `tenants.acme.example.theme.light.${token}`,
      line: 4,
      column: expect.any(Number),
      why: `${why}; people need 4.5 (WCAG 2.2 AA)`,
    },
  ])
})

test.each([
  'color-text: "#767676", color-background: "#fff"',
  'color-text: "#fff"',
  'color-text: "#ffffff80", color-background: "#fff"',
  'color-text: "rgb(255 255 255)", color-background: "#fff"',
])('%s is not known to be unreadable', (tokens) => {
  expect(readLight(tokens).rejections).toEqual([])
})

test.each([
  ['#000', '#fff', 21],
  ['#fff', '#000000', 21],
  ['#123456', '#123456', 1],
])('the contrast of %s and %s is %d', (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 5)
})
