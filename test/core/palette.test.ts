/** Which palettes cannot be read: the tokens a tenant gives, against ours for the rest. */
import { describe, expect, test } from 'vitest'
import { findUnreadable } from '../../src/core/palette.ts'
import type { ThemeTokens } from '../../src/core/theme.ts'

function found(mode: 'light' | 'dark', tokens: ThemeTokens): readonly string[] {
  return findUnreadable(mode, tokens).map(
    ({ token, why }) => `${token}: ${why.replace(/ \(.*/, '').replace(/;.*/, '')}`,
  )
}

/** Which token has to change, and where it shows, without the figures. */
function places(mode: 'light' | 'dark', tokens: ThemeTokens): readonly string[] {
  return found(mode, tokens).map((line) => line.replace(/ contrast [\d.]+/, ''))
}

test('what is all ours is not looked at', () => {
  expect(findUnreadable('light', {})).toEqual([])
  expect(findUnreadable('dark', {})).toEqual([])
})

test('black on white and white on black can be read', () => {
  const [black, white] = ['#000000', '#ffffff']
  expect(found('light', { 'color-text': black, 'color-background': white, 'color-surface': white })).toEqual([])
  expect(found('dark', { 'color-text': white, 'color-background': black, 'color-surface': black })).toEqual([])
})

describe('what is too faint names the token that has to change, its contrast, and what people need', () => {
  test('text, on every ground', () => {
    const faint = findUnreadable('light', { 'color-text': '#888888', 'color-background': '#ffffff' })
    expect(faint[0]).toEqual({
      token: 'color-text',
      why: 'has contrast 3.54 on color-background; people need 4.5 (WCAG 2.2 AA)',
    })
    expect(faint.filter(({ token }) => token === 'color-text').length).toBeGreaterThanOrEqual(3)
  })

  test('a ground under our text is the ground’s fault', () => {
    expect(found('light', { 'color-background': '#777777' })).toContainEqual(
      expect.stringMatching(/^color-background: has contrast \d\.\d\d under color-text$/),
    )
    expect(found('light', { 'color-surface-raised': '#777777' })).toContainEqual(
      expect.stringMatching(/^color-surface-raised: makes frames of controls that have contrast [12]\.\d\d under/),
    )
  })

  test('a meaning, its badge too', () => {
    const pale = found('light', { 'color-danger': '#ffcccc' })
    expect(pale).toContainEqual(expect.stringMatching(/^color-danger: has contrast 1\.\d\d on color-background$/))
    expect(pale).toContainEqual(expect.stringMatching(/^color-danger: has contrast 1\.\d\d on color-surface$/))
    expect(pale).toContainEqual(expect.stringMatching(/^color-danger: makes badges that have contrast 1\.\d\d/))
    expect(pale.every((line) => line.startsWith('color-danger'))).toBe(true)
  })

  test('an accent: links, buttons, and what shows that there is a control', () => {
    const pale = found('light', { 'color-accent': '#ffee88', 'color-accent-text': '#ffffff' })
    expect(pale).toContainEqual(expect.stringMatching(/^color-accent-text: has contrast 1\.\d\d on color-accent$/))
    expect(pale).toContainEqual(expect.stringMatching(/^color-accent: makes links that have contrast/))
    expect(pale).toContainEqual(expect.stringMatching(/^color-accent: has contrast 1\.\d\d on color-surface$/))
    expect(pale).toContainEqual(expect.stringMatching(/^color-accent-text: makes buttons that have, under a pointer, /))
  })

  test('exactly as much as is needed is enough', () => {
    const hidden = (text: string) => found('light', { 'color-text': text, 'color-background': '#ffffff' }).slice(0, 1)
    expect(hidden('#757575')).not.toContainEqual(expect.stringContaining('on color-background'))
    expect(hidden('#787878')).toContainEqual(expect.stringMatching(/has contrast 4\.4\d on color-background/))
  })

  test('a text that takes part in a mixture is named where the rest is ours', () => {
    expect(found('light', { 'color-text': '#ffffff' }).every((line) => line.startsWith('color-text'))).toBe(true)
    expect(found('light', { 'color-text': '#ffffff' }).length).toBeGreaterThanOrEqual(3)
  })
})

describe('a mixture is judged as it is seen, not by the tokens it is made of', () => {
  const button = 'makes buttons that have, under a pointer,'
  const badge = 'makes badges that have'
  const frame = 'makes frames of controls that have'

  test.each([
    [
      'light',
      { 'color-accent': '#757575', 'color-accent-text': '#000' },
      [`color-accent-text: ${button} on color-accent`],
    ],
    ['dark', { 'color-accent': '#757575', 'color-accent-text': '#000' }, []],
    ['dark', { 'color-accent': '#717171', 'color-accent-text': '#000' }, ['color-accent-text: has on color-accent']],
    ['light', { 'color-text-muted': '#6e6e6e' }, []],
    ['light', { 'color-text-muted': '#6f6f6f' }, [`color-text-muted: ${frame} on color-surface-raised`]],
    ['dark', { 'color-text-muted': '#8c8c8c' }, [`color-text-muted: ${frame} on color-surface-raised`]],
    ['dark', { 'color-text-muted': '#8d8d8d' }, []],
    [
      'light',
      { 'color-danger': '#777777' },
      ['color-danger: has on color-background', 'color-danger: has on color-surface'],
    ],
    [
      'light',
      { 'color-danger': '#7a7a7a' },
      [
        'color-danger: has on color-background',
        'color-danger: has on color-surface',
        `color-danger: ${badge} on color-surface`,
      ],
    ],
    ['dark', { 'color-surface': '#3a3a3a' }, [`color-surface: ${badge} under color-danger`]],
    ['light', { 'color-surface': '#eaeaea' }, ['color-surface: has under color-success']],
  ] as const)('in %s, %j: %j', (mode, tokens, lines) => {
    expect(places(mode, tokens)).toEqual(lines)
  })

  test.each([
    ['light', 'color-accent', '#ffee88', `${button} under color-accent-text`],
    ['light', 'color-text', '#ffffff80', `${button} under color-accent-text`],
    ['light', 'color-text', '#ffffff', `${badge} under color-danger`],
    ['light', 'color-text', '#ffffff', `${badge} under color-success`],
    ['light', 'color-text', '#ffffff', `${badge} under color-warning`],
    ['light', 'color-surface', '#c2c2c2', `${frame} under color-text-muted`],
  ] as const)('in %s, %s is at fault alone where it is %s: it %s', (mode, token, color, place) => {
    expect(places(mode, { [token]: color })).toContain(`${token}: ${place}`)
  })
})

describe('what a tenant leaves out is derived from what it gives', () => {
  test('a muted text from text and surface', () => {
    const grey = { 'color-text': '#777777', 'color-surface': '#ffffff', 'color-background': '#ffffff' }
    expect(found('light', grey)).toContainEqual(
      expect.stringMatching(/^color-surface: has contrast .* color-text-muted$/),
    )
    expect(found('light', { ...grey, 'color-text-muted': '#111111' })).not.toContainEqual(
      expect.stringContaining('under color-text-muted'),
    )
  })

  test.each([
    ['light', { 'color-text': '#707070' }, 'color-text: leaves color-text-muted with contrast 2.95 on color-surface'],
    [
      'dark',
      { 'color-surface': '#6f6f6f' },
      'color-surface: leaves color-text with contrast 4.08 on color-surface-raised',
    ],
  ] as const)(
    'in %s, %j: what is derived has to be readable as well, and the tenant’s own token is named',
    (mode, tokens, line) => {
      const lines = findUnreadable(mode, tokens).map(({ token, why }) => `${token}: ${why.split(';')[0]}`)
      expect(lines).toContain(line)
    },
  )

  test('what the tenant gives itself is not looked at twice', () => {
    expect(found('light', { 'color-text': '#707070', 'color-text-muted': '#333333' })).toEqual([])
  })

  test('a raised surface: the surface itself in light, a little lighter in dark', () => {
    const light = found('light', { 'color-surface': '#666666', 'color-text': '#ffffff', 'color-text-muted': '#ffffff' })
    expect(light).not.toContainEqual(expect.stringContaining('color-text on color-surface-raised'))
    const edge = places('light', { 'color-surface': '#757575', 'color-text': '#ffffff' })
    expect(edge).not.toContain('color-text: has on color-surface-raised')
    const dark = findUnreadable('dark', { 'color-surface': '#757575', 'color-text': '#ffffff' })
    const on = (ground: string) => dark.find(({ why }) => why.startsWith('has') && why.includes(`on ${ground};`))
    expect(on('color-surface')).toBeUndefined()
    expect(on('color-surface-raised')?.token).toBe('color-text')
  })
})
