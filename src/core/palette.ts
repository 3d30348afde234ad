/** A palette as it will stand on the page: a tenant's tokens, ours for what it leaves out, and what is derived from both. */
import { type Color, contrast, mix, parseColor } from './color.ts'
import { THEME_DEFAULTS, type ThemeToken, type ThemeTokens } from './theme.ts'

/** Least contrast of text. @see WCAG 2.2, success criterion 1.4.3 (AA) */
const READABLE = 4.5
/** Least contrast of what shows where a control is. @see WCAG 2.2, success criterion 1.4.11 (AA) */
const VISIBLE = 3

export interface Unreadable {
  /** The tenant's token that has to change. */
  readonly token: ThemeToken
  readonly why: string
}

type Paint = (of: (token: ThemeToken) => Color) => Color

interface Pair {
  /** What is drawn, and on what. `null`: the token itself. */
  readonly over: readonly [ThemeToken, ThemeToken]
  readonly least: number
  readonly what?: string
  readonly ink?: Paint
  readonly ground?: Paint
  /** Tokens that take part besides the two. */
  readonly also?: readonly ThemeToken[]
}

const GROUNDS = ['color-background', 'color-surface', 'color-surface-raised'] as const
const MEANINGS = ['color-danger', 'color-success', 'color-warning'] as const

/** Everything that is read, or has to be seen, on something else. As in the library's `tokens.css` and components. */
const PAIRS: readonly Pair[] = [
  ...GROUNDS.map((ground) => ({ over: ['color-text', ground], least: READABLE }) as const),
  ...GROUNDS.map((ground) => ({ over: ['color-text-muted', ground], least: READABLE }) as const),
  { over: ['color-accent-text', 'color-accent'], least: READABLE },
  ...(['color-background', 'color-surface'] as const).flatMap((ground) => [
    {
      over: ['color-accent', ground] as const,
      least: READABLE,
      what: 'makes links that have',
      ink: (of: (token: ThemeToken) => Color) => mix(of('color-accent'), 86, of('color-text')),
      also: ['color-text'] as const,
    },
    { over: ['color-accent', ground] as const, least: VISIBLE },
    ...MEANINGS.map((meaning) => ({ over: [meaning, ground] as const, least: READABLE })),
  ]),
  {
    over: ['color-accent-text', 'color-accent'],
    least: READABLE,
    what: 'makes buttons that have, under a pointer,',
    ground: (of) => mix(of('color-accent'), 88, of('color-text')),
    also: ['color-text'],
  },
  ...MEANINGS.map((meaning): Pair => ({
    over: [meaning, 'color-surface'],
    least: READABLE,
    what: 'makes badges that have',
    ink: (of) => mix(of(meaning), 88, of('color-text')),
    ground: (of) => mix(of(meaning), 12, of('color-surface')),
    also: ['color-text'],
  })),
  {
    over: ['color-text-muted', 'color-surface-raised'],
    least: VISIBLE,
    what: 'makes frames of controls that have',
    ink: (of) => mix(of('color-text-muted'), 72, of('color-surface')),
    also: ['color-surface'],
  },
]

/** What a token is made of where the tenant does not give it; see {@link colorOf}. */
const MADE_OF: Partial<Record<ThemeToken, readonly ThemeToken[]>> = {
  'color-text-muted': ['color-text', 'color-surface', 'color-accent'],
  'color-surface-raised': ['color-surface', 'color-text', 'color-accent'],
}

/** What of a tenant's palette cannot be read or seen. What takes part in it, and is all ours, is not looked at. */
export function findUnreadable(mode: 'light' | 'dark', tokens: ThemeTokens): readonly Unreadable[] {
  const of = (token: ThemeToken): Color => colorOf(mode, tokens, token)
  return PAIRS.flatMap(({ over: [ink, ground], least, what = 'has', also = [], ...painted }) => {
    const isGiven = (one: ThemeToken): boolean => tokens[one] !== undefined
    const own = [ink, ground, ...also].find(isGiven)
    const token = own ?? [ink, ground].flatMap((one) => MADE_OF[one] ?? []).find(isGiven)
    if (token === undefined) return []
    const ratio = contrast(painted.ink?.(of) ?? of(ink), painted.ground?.(of) ?? of(ground))
    if (ratio >= least) return []
    const floored = (Math.floor(ratio * 100) / 100).toFixed(2)
    const [has, other] =
      own === undefined
        ? [`leaves ${ink} with`, `on ${ground}`]
        : [what, token === ink ? `on ${ground}` : `under ${ink}`]
    return [{ token, why: `${has} contrast ${floored} ${other}; people need ${least} (WCAG 2.2 AA)` }]
  })
}

const BLACK: Color = { light: [0, 0, 0], alpha: 1 }

function colorOf(mode: 'light' | 'dark', tokens: ThemeTokens, token: ThemeToken): Color {
  const of = (other: ThemeToken): Color => colorOf(mode, tokens, other)
  const given = parseColor(tokens[token] ?? THEME_DEFAULTS[mode][token] ?? '')
  if (given) return given
  const tinted = (): Color => mix(of('color-accent'), 14, of('color-text'))
  switch (token) {
    case 'color-text-muted':
      return mix(tinted(), 71, of('color-surface'))
    case 'color-surface-raised':
      return mode === 'light' ? of('color-surface') : mix(tinted(), 5, of('color-surface'))
    default:
      return BLACK // a border or a radius; nothing asks
  }
}
