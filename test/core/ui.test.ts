import { expect, test } from 'vitest'
import { findUnreadable } from '../../src/core/palette.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { defaultUi, THEME_DEFAULTS } from '../../src/core/theme.ts'
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
  expect(readLight(`color-border: "${color}"`).rejections).toEqual([])
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
  const { ui, rejections } = readLight(`color-border: "${color}"`)
  expect(rejections).toEqual([
    {
      file: FILE,
      where: 'tenants.acme.example.theme.light.color-border',
      line: 4,
      column: 30,
      why: 'must be a colour: #rgb, #rrggbb, #rrggbbaa, or rgb(), hsl(), oklch() of numbers',
    },
  ])
  expect(ui.size).toBe(0)
})

test.each(['0', '8px', '0.5rem', '0.125rem', '1em', '120px'])('%s is a radius', (radius) => {
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

test.each(['/assets/x.svg', '/assets/brand/acme.png', '/assets/a/b-c/d_e.1.webp'])('%s is a logo', (logo) => {
  const { ui, rejections } = read(`tenants: { acme.example: { brand: { name: Acme, logo: "${logo}" } } }`)
  expect(rejections).toEqual([])
  expect(ui.get('acme.example')?.brand).toEqual({ name: 'Acme', logo })
})

test.each(['Acme.example', 'acme.example:8787', 'acme_example', '*'])('%s is no tenant', (tenant) => {
  const { ui, rejections } = read(`tenants: { "${tenant}": {}, globex.example: {} }`)
  expect(rejections).toEqual([
    expect.objectContaining({ where: `tenants.${tenant}`, why: 'a tenant is a host in lower case without port' }),
  ])
  expect([...ui.keys()]).toEqual(['globex.example'])
})

test('a token that says nothing is one mistake', () => {
  expect(readLight('color-text: ""').rejections.map(({ why }) => why)).toEqual(['must not be empty'])
})

test.each([
  'https://cdn.example/logo.svg',
  '//cdn.example/logo.svg',
  'https://cdn.example/assets/logo.svg',
  '//cdn.example/assets/logo.svg',
  'x/assets/logo.svg',
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
  ['color-text: "#777777"', 'color-text', 'has contrast 4.47 on color-surface'],
  ['color-text: "rgb(119 119 119)"', 'color-text', 'has contrast 4.47 on color-surface'],
  ['color-text: "hsl(0 0% 46.7%)"', 'color-text', 'has contrast 4.47 on color-surface'],
  ['color-text: "oklch(56.9% 0 0)"', 'color-text', 'has contrast 4.48 on color-surface'],
  ['color-text: "#00000080"', 'color-text', 'has contrast 4.00 on color-surface'],
  ['color-background: "#303030"', 'color-background', 'has contrast 1.33 under color-text'],
  ['color-surface-raised: "#ffffff80"', 'color-surface-raised', 'has contrast 4.47 under color-text'],
  ['color-text-muted: "#999"', 'color-text-muted', 'has contrast 2.84 on color-surface'],
  ['color-accent-text: "#fff", color-accent: "#4de3ff"', 'color-accent-text', 'has contrast 1.52 on color-accent'],
  ['color-accent: "#ffc300", color-accent-text: "#000"', 'color-accent', 'has contrast 1.60 on color-surface'],
  ['color-accent: "#8a78f6"', 'color-accent', 'makes links that have contrast 4.37 on color-surface'],
  ['color-danger: "#ff6680"', 'color-danger', 'has contrast 2.81 on color-surface'],
  ['color-danger: "#d0365a"', 'color-danger', 'has contrast 4.42 on color-background'],
])('in light, %s cannot be read', (tokens, token, why) => {
  const { ui, rejections } = readLight(tokens)
  expect(ui.size).toBe(0)
  expect(rejections.map((rejection) => rejection.where)).toContain(`tenants.acme.example.theme.light.${token}`)
  expect(rejections.map((rejection) => rejection.why.split(';')[0])).toContain(why)
  for (const rejection of rejections) {
    expect(rejection).toMatchObject({ file: FILE, line: 4, why: expect.stringMatching(/; people need (4.5|3) \(/) })
  }
})

test('a palette is judged with what it leaves to us, in the mode it is for', () => {
  const tokens = '{ color-text: "#fff" }'
  const read1 = (mode: string) => read(`tenants:\n  acme.example:\n    theme:\n      ${mode}: ${tokens}`).rejections
  expect(read1('dark')).toEqual([])
  expect(read1('light').length).toBeGreaterThan(0)
})

test.each(['light', 'dark'] as const)('our own %s palette can be read', (mode) => {
  expect(findUnreadable(mode, THEME_DEFAULTS[mode])).toEqual([])
})

test.each(['light', 'dark'] as const)('a tenant could set our own %s palette, token by token', (mode) => {
  const tokens = Object.entries(THEME_DEFAULTS[mode]).map(([token, value]) => `        ${token}: "${value}"\n`)
  const { ui, rejections } = read(`tenants:\n  acme.example:\n    theme:\n      ${mode}:\n${tokens.join('')}`)
  expect(rejections).toEqual([])
  expect(ui.get('acme.example')?.theme[mode]).toEqual(THEME_DEFAULTS[mode])
})
