/** Colours in themes: what a colour may look like, and whether two can be read together. */

/** Red, green and blue as light (linear, 0 to 1), and how opaque it is. */
export interface Color {
  readonly light: readonly [number, number, number]
  readonly alpha: number
}

const HEX = /^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/
const NUMBER = '-?[0-9]{1,4}(?:\\.[0-9]{1,4})?(?:%|deg)?'
/** Functions of plain numbers only: no `var()`, no `url()`, nothing nested. */
const FUNCTION = new RegExp(`^(?:rgb|hsl|oklch)\\( ?${NUMBER}(?:(?: |, ?)${NUMBER}){2}(?:(?: / |, ?)${NUMBER})? ?\\)$`)

export function isColor(text: string): boolean {
  return HEX.test(text) || FUNCTION.test(text)
}

/** @returns `null` for what is no colour. Beyond what a screen can show, a channel stops at its end. */
export function parseColor(text: string): Color | null {
  const digits = HEX.exec(text)?.[1]
  if (digits !== undefined) return fromHex(digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits)
  if (!FUNCTION.test(text)) return null
  const [first = '', second = '', third = '', alpha = '1'] = text.match(new RegExp(NUMBER, 'g')) ?? []
  const opaque = clamp(scaled(alpha, 1))
  if (text.startsWith('rgb')) {
    const [red, green, blue] = [first, second, third].map((part) => toLight(clamp(scaled(part, 255) / 255)))
    return { light: [red ?? 0, green ?? 0, blue ?? 0], alpha: opaque }
  }
  if (text.startsWith('hsl')) {
    return { light: fromHsl(scaled(first, 360), clamp(scaled(second, 1)), clamp(scaled(third, 1))), alpha: opaque }
  }
  const [chroma, hue] = [scaled(second, 0.4), (scaled(third, 360) * Math.PI) / 180]
  const lab = [clamp(scaled(first, 1)), chroma * Math.cos(hue), chroma * Math.sin(hue)] as const
  return { light: fromOklab(lab), alpha: opaque }
}

/** A number as it stands, or a percentage of `whole`. */
function scaled(text: string, whole: number): number {
  return Number.parseFloat(text) * (text.endsWith('%') ? whole / 100 : 1)
}

function fromHex(digits: string): Color {
  const at = (start: number): number => Number.parseInt(digits.slice(start, start + 2), 16) / 255
  return { light: [toLight(at(0)), toLight(at(2)), toLight(at(4))], alpha: digits.length === 8 ? at(6) : 1 }
}

/** @see CSS Color 4, HSL to sRGB */
function fromHsl(hue: number, saturation: number, lightness: number): Color['light'] {
  const amount = saturation * Math.min(lightness, 1 - lightness)
  const channel = (offset: number): number => {
    const place = (((offset + hue / 30) % 12) + 12) % 12
    return toLight(lightness - amount * Math.max(-1, Math.min(place - 3, 9 - place, 1)))
  }
  return [channel(0), channel(8), channel(4)]
}

/** What a percentage of one colour and the rest of another make. @see CSS Color 5, `color-mix(in oklab, …)` */
export function mix(one: Color, percent: number, other: Color): Color {
  const [a, b] = [toOklab(one.light), toOklab(other.light)]
  const part = percent / 100
  const blend = (at: 0 | 1 | 2): number => a[at] * part + b[at] * (1 - part)
  return {
    light: fromOklab([blend(0), blend(1), blend(2)]),
    alpha: one.alpha * part + other.alpha * (1 - part),
  }
}

/**
 * Contrast of a text on its ground, from 1 to 21. What shines through a translucent ground is taken for the worst.
 *
 * @see WCAG 2.2, contrast ratio
 */
export function contrast(text: Color, ground: Color): number {
  const behind = ground.alpha === 1 ? [0] : [0, 1]
  return Math.min(
    ...behind.map((shade) => {
      const seen = over(ground, [shade, shade, shade])
      const [a, b] = [luminance(over(text, seen)), luminance(seen)]
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    }),
  )
}

/** As browsers lay colours over each other: by the values they send to the screen, not by light. */
function over({ light, alpha }: Color, ground: Color['light']): Color['light'] {
  if (alpha === 1) return light
  const lay = (at: 0 | 1 | 2): number => toLight(fromLight(light[at]) * alpha + fromLight(ground[at]) * (1 - alpha))
  return [lay(0), lay(1), lay(2)]
}

/** @see WCAG 2.2, relative luminance */
function luminance([red, green, blue]: Color['light']): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** @see CSS Color 4, section 10.2: the transfer function of sRGB and its inverse */
function toLight(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function fromLight(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

type Lab = readonly [number, number, number]

/** @see CSS Color 4, sample code: linear sRGB to Oklab and back */
function toOklab([red, green, blue]: Color['light']): Lab {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromOklab([lightness, a, b]: Lab): Color['light'] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
