/** Colours against values that are written down elsewhere: the specifications' examples, and what browsers compute. */
import { describe, expect, test } from 'vitest'
import { contrast, isColor, mix, parseColor, type Color } from '../../src/core/color.ts'

function color(text: string): Color {
  const parsed = parseColor(text)
  if (parsed === null) throw new Error(`${text} is no colour`)
  return parsed
}

describe('what is a colour', () => {
  test.each([
    '#abc',
    '#AABBCC',
    '#aabbcc80',
    'rgb(1 2 3)',
    'rgb(1, 2, 3)',
    'hsl(120deg 50% 50% / 0.5)',
    'oklch(0.5 0.1 30)',
  ])('%s is one', (text) => {
    expect(isColor(text)).toBe(true)
    expect(parseColor(text)).not.toBeNull()
  })

  test.each([
    '',
    'x#abc',
    '#abcd',
    '#abcde',
    '#abcx',
    'red',
    'rgb(1 2)',
    'xrgb(1 2 3)',
    'rgb(1 2 3);',
    'rgb(var(--x) 2 3)',
  ])('%j is none', (text) => {
    expect(isColor(text)).toBe(false)
    expect(parseColor(text)).toBeNull()
  })
})

describe('one colour, written in several ways', () => {
  test.each([
    ['#f00', '#ff0000'],
    ['rgb(255 0 0)', '#ff0000'],
    ['rgb(100% 0% 0%)', '#ff0000'],
    ['hsl(0 100% 50%)', '#ff0000'],
    ['hsl(120 100% 25%)', '#008000'],
    ['hsl(240 100% 75%)', '#8080ff'],
    ['hsl(60 50% 50%)', '#bfbf40'],
    ['hsl(300 30% 20%)', '#422442'],
    ['hsl(-60 30% 20%)', '#422442'],
    ['hsl(30 100% 50%)', '#ff8000'],
    ['oklch(0.628 0.2577 29.23)', '#ff0000'],
    ['oklch(62.8% 64.4% 29.23deg)', '#ff0000'],
    ['oklch(0.5198 0.1769 142.5)', '#008000'],
    ['oklch(0.452 0.3132 264.05)', '#0000ff'],
    ['rgb(300 -20 0)', '#ff0000'],
  ])('%s is %s', (one, other) => {
    const [a, b] = [color(one), color(other)]
    for (const at of [0, 1, 2] as const) expect(a.light[at]).toBeCloseTo(b.light[at], 2)
    expect(a.alpha).toBe(b.alpha)
  })

  test.each([
    ['#00000080', 128 / 255],
    ['rgb(0 0 0 / 0.25)', 0.25],
    ['rgb(0 0 0 / 25%)', 0.25],
    ['hsl(0 0% 0% / 0.5)', 0.5],
    ['oklch(0 0 0 / 50%)', 0.5],
    ['rgb(0 0 0 / 7)', 1],
    ['#000', 1],
  ])('%s is opaque to %d', (text, alpha) => {
    expect(color(text).alpha).toBeCloseTo(alpha, 6)
  })

  test('light is linear: the darkest values by a straight line, the others by a power', () => {
    expect(color('rgb(10 10 10)').light[0]).toBeCloseTo(10 / 255 / 12.92, 9)
    expect(color('#808080').light[0]).toBeCloseTo(0.21586, 5)
    expect(color('#fff').light[0]).toBe(1)
  })
})

describe('contrast', () => {
  test.each([
    ['#000', '#fff', 21],
    ['#fff', '#000', 21],
    ['#777', '#fff', 4.48],
    ['#767676', '#fff', 4.54],
    ['#f00', '#fff', 4],
    ['#00f', '#fff', 8.59],
    ['#0a0a0a', '#000', 1.06],
  ])('of %s on %s is %d', (text, ground, ratio) => {
    expect(contrast(color(text), color(ground))).toBeCloseTo(ratio, 2)
  })

  test('of a translucent text is that of what is seen of it', () => {
    expect(contrast(color('#00000080'), color('#fff'))).toBeCloseTo(contrast(color('#7f7f7f'), color('#fff')), 1)
    expect(contrast(color('#0a0a0a80'), color('#000'))).toBeCloseTo(contrast(color('#050505'), color('#000')), 2)
  })

  test('on a translucent ground is the worse of what may be behind it', () => {
    const [black, white] = [contrast(color('#fff'), color('#7f7f7f')), contrast(color('#000'), color('#808080'))]
    expect(contrast(color('#000'), color('#00000080'))).toBeCloseTo(1, 2)
    expect(contrast(color('#fff'), color('#00000080'))).toBeCloseTo(black, 1)
    expect(contrast(color('#000'), color('#ffffff80'))).toBeCloseTo(white, 1)
  })
})

describe('a mixture', () => {
  test('of all of one colour is that colour, its opacity too', () => {
    const [red, glass] = [color('#f00'), color('#0000ff80')]
    expect(mix(red, 100, glass).alpha).toBe(1)
    expect(mix(red, 0, glass).alpha).toBeCloseTo(128 / 255, 6)
    for (const at of [0, 1, 2] as const) {
      expect(mix(red, 100, glass).light[at]).toBeCloseTo(red.light[at], 4)
      expect(mix(red, 0, glass).light[at]).toBeCloseTo(glass.light[at], 4)
    }
  })

  // As a browser computes color-mix(in oklab, red, blue): rgb(140, 83, 162).
  test('of red and blue is what a browser makes of it', () => {
    const [mixed, expected] = [mix(color('#f00'), 50, color('#00f')), color('rgb(140 83 162)')]
    for (const at of [0, 1, 2] as const) expect(mixed.light[at]).toBeCloseTo(expected.light[at], 2)
    expect(mix(color('#f00'), 25, color('#ff000000')).alpha).toBe(0.25)
  })
})

test.each([
  ['#000', '#fff', 21],
  ['#fff', '#000000', 21],
  ['#123456', '#123456', 1],
  ['rgb(255 255 255)', 'hsl(0 0% 0%)', 21],
  ['oklch(1 0 0)', '#000', 21],
  ['#ffffff00', '#000', 1],
])('the contrast of %s and %s is %d', (one, other, ratio) => {
  expect(contrast(color(one), color(other))).toBeCloseTo(ratio, 3)
})

test.each([
  ['hsl(210 40% 20%)', '#1f3347'],
  ['hsl(-30deg 100% 50%)', '#ff0080'],
  ['oklch(0.628 0.2577 29.23)', '#ff0000'],
  ['oklch(70% 37.5% 230)', '#00adec'],
  ['rgb(100% 0% 50%)', '#ff0080'],
])('%s is %s', (one, hex) => {
  expect(contrast(color(one), color(hex))).toBeLessThan(1.02)
})

test('mixing is done as browsers do it', () => {
  // Taken from a browser: color-mix(in oklab, #5a3df0 14%, #15172b)
  expect(contrast(mix(color('#5a3df0'), 14, color('#15172b')), color('#1e1c43'))).toBeLessThan(1.02)
})
