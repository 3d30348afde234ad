import { expect, test } from 'vitest'
import { examplesIn, piecesOf } from '../../spa/gallery/code.ts'
import { titleOf } from '../../spa/gallery/title.ts'

const FILE = `/** Things. */
import { Thing } from '@empowernow/ui'
import {
  type Other,
  useOther,
} from 'other'

const COLOURS = ['red'] as const

/** One of them. */
export function OneThing() {
  if (COLOURS.length) {
    return <Thing />
  }
}

/** Two of them. */
export function TwoThings() {
  return <Thing />
}
`

test('each example is shown with its note, its code and the values it uses', () => {
  expect(examplesIn(FILE)).toEqual([
    {
      name: 'OneThing',
      note: 'One of them.',
      code: [
        "const COLOURS = ['red'] as const",
        '',
        'function OneThing() {',
        '  if (COLOURS.length) {',
        '    return <Thing />',
        '  }',
        '}',
      ].join('\n'),
    },
    { name: 'TwoThings', note: 'Two of them.', code: 'function TwoThings() {\n  return <Thing />\n}' },
  ])
})

test('colouring loses nothing of the code', () => {
  const [one] = examplesIn(FILE)
  const code = one?.code ?? ''
  const pieces = piecesOf(code)
  expect(pieces.map(({ text }) => text).join('')).toBe(code)
  expect(pieces.filter(({ kind }) => kind === 'word').map(({ text }) => text)).toEqual([
    'const',
    'as',
    'const',
    'function',
    'if',
    'return',
  ])
})

test('names read as titles', () => {
  expect(titleOf('TenThousandRows')).toBe('Ten thousand rows')
})
