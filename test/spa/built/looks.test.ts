/** The gallery's looks: pictures that were agreed on, and colours that people can read. `UPDATE_LOOKS=1` agrees anew. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { contrast, parseColor } from '#core/color'
import { useGallery } from './gallery-stage.ts'
import { ROOT } from './root.ts'
import { compare, parsePng, type Picture, shrink, writePng } from './shot.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const AGREED = join(import.meta.dirname, 'looks')
/** Where the pictures of a failed comparison are put. */
const DIFFERENCES = join(ROOT, 'tmp', 'looks')
const { open } = await useGallery()

/** What no two runs draw alike: the caret, anything that moves, and code, whose typeface is the system's. */
const STILL = { animations: 'disabled', caret: 'hide', fullPage: true } as const

test.each([
  ['flux-dark-layout', '/ui/layout?mode=dark&code=off'],
  ['flux-dark-charts', '/ui/charts?mode=dark&code=off'],
  ['flux-light-actions', '/ui/actions?mode=light&code=off'],
  ['flux-light-tables', '/ui/tables?mode=light&code=off'],
  ['meadow-dark-compact-forms', '/ui/forms?brand=meadow&mode=dark&code=off&density=compact'],
  ['meadow-light-feedback', '/ui/feedback?brand=meadow&mode=light&code=off'],
  ['meadow-light-rtl-navigation', '/ui/navigation?brand=meadow&mode=light&code=off&dir=rtl'],
])('looks as agreed: %s', async (name, address) => {
  const page = await open(address, { reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-US' })
  const seen = shrink(parsePng(await page.screenshot({ ...STILL, mask: [page.locator('code')] })))
  const path = join(AGREED, `${name}.png`)
  if (process.env['UPDATE_LOOKS']) {
    await mkdir(AGREED, { recursive: true })
    await writeFile(path, writePng(seen))
  }
  const { differs, difference } = compare(parsePng(await readFile(path)), seen)
  if (differs.length > 0) {
    await mkdir(DIFFERENCES, { recursive: true })
    await writeFile(join(DIFFERENCES, `${name}-seen.png`), writePng(seen))
    await writeFile(join(DIFFERENCES, `${name}-difference.png`), writePng(difference))
  }
  expect(differs, `see ${DIFFERENCES}; if it is meant, run npm run looks`).toEqual([])
})

/** Words on their ground, and what shows where a control is, as the page draws them: by their custom properties. */
const PAIRS = [
  ...['background', 'surface', 'surface-raised'].flatMap((ground) => [
    ['text', ground, 4.5] as const,
    ['text-muted', ground, 4.5] as const,
    ['link', ground, 4.5] as const,
    ['border-strong', ground, 3] as const,
    ['focus', ground, 3] as const,
  ]),
  ...['info', 'success', 'warning', 'danger'].flatMap((meaning) => [
    [meaning, 'background', 4.5] as const,
    [meaning, 'surface', 4.5] as const,
  ]),
  ['accent-text', 'accent', 4.5] as const,
  ['accent-text', 'accent-hover', 4.5] as const,
  ['text', 'accent-soft', 4.5] as const,
] as const
const CHARTS = [1, 2, 3, 4, 5, 6, 7, 8] as const

test.each(['flux', 'meadow'])('every token can be read on its ground: %s', async (brand) => {
  for (const mode of ['dark', 'light']) {
    const page = await open(`/ui?brand=${brand}&mode=${mode}`)
    const shades = new Map<string, string>()
    const shadeOf = async (token: string): Promise<string> => {
      const known = shades.get(token) ?? (await page.evaluate<string>(`(${drawn})('--ee-${token}')`))
      shades.set(token, known)
      return known
    }
    const pairs = [
      ...PAIRS.map(([ink, ground, least]) => [`color-${ink}`, `color-${ground}`, least] as const),
      ...CHARTS.map((at) => [`chart-${at}`, 'color-surface', 3] as const),
    ]
    const low: string[] = []
    for (const [ink, ground, least] of pairs) {
      const [one, other] = [parseColor(await shadeOf(ink)), parseColor(await shadeOf(ground))]
      const ratio = one && other ? contrast(one, other) : 0
      if (ratio < least) low.push(`${mode}: ${ink} on ${ground} ${ratio.toFixed(2)}, least ${least}`)
    }
    expect(low).toEqual([])
  }
})

/** Runs in the page: the colour that a custom property comes to, as a screen shows it. */
const drawn = `(name) => {
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.color = 'var(' + name + ')'
  const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')
  context.fillStyle = getComputedStyle(probe).color
  probe.remove()
  context.fillRect(0, 0, 1, 1)
  return '#' + [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((one) => one.toString(16).padStart(2, '0')).join('')
}`

describe('the comparison', () => {
  const paper = blank(400, 300, 250)

  test('forgives what smoothing moves', () => {
    const [one, other] = [copy(paper), copy(paper)]
    for (const y of [20, 40, 60]) {
      for (let x = 10; x < 380; x += 7) {
        paint(one, { x, y, width: 2, height: 12 }, 20)
        paint(other, { x, y, width: 2, height: 12 }, 32)
        paint(other, { x: x + 2, y, width: 1, height: 12 }, 210)
      }
    }
    expect(compare(shrink(one), shrink(other)).differs).toEqual([])
  })

  test.each([
    ['a changed colour', { x: 100, y: 100, width: 90, height: 40 }, 200],
    ['a part that is missing', { x: 200, y: 100, width: 70, height: 64 }, 250],
    ['a line of text that moved', { x: 0, y: 216, width: 400, height: 16 }, 60],
  ])('sees %s', (_, place, shade) => {
    const [one, other] = [copy(paper), copy(paper)]
    for (const picture of [one, other]) paint(picture, { x: 90, y: 90, width: 200, height: 90 }, 90)
    paint(one, { x: 0, y: 200, width: 400, height: 16 }, 60)
    paint(other, place, shade)
    expect(compare(shrink(one), shrink(other)).differs.length).toBeGreaterThan(0)
  })

  test('sees a page that grew', () => {
    expect(compare(paper, blank(400, 320, 250)).differs).toEqual(['400x320 and not 400x300'])
  })
})

function blank(width: number, height: number, shade: number): Picture {
  return { width, height, data: new Uint8Array(width * height * 4).fill(shade) }
}

function copy(picture: Picture): Picture {
  return { ...picture, data: picture.data.slice() }
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function paint(picture: Picture, { x, y, width, height }: Place, shade: number): void {
  for (let row = y; row < y + height; row += 1) {
    const start = (row * picture.width + x) * 4
    picture.data.fill(shade, start, start + width * 4)
  }
}
