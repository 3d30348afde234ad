/** Colours in themes: what a colour may look like, and whether two can be read together. */

const HEX = /^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/
const NUMBER = '-?[0-9]{1,4}(?:\\.[0-9]{1,4})?(?:%|deg)?'
/** Functions of plain numbers only: no `var()`, no `url()`, nothing nested. */
const FUNCTION = new RegExp(`^(?:rgb|hsl|oklch)\\( ?${NUMBER}(?:(?: |, ?)${NUMBER}){2}(?:(?: / |, ?)${NUMBER})? ?\\)$`)

export function isColor(text: string): boolean {
  return HEX.test(text) || FUNCTION.test(text)
}

/**
 * Contrast of two colours, from 1 to 21.
 *
 * @returns `null` unless both are opaque and written in hex; only then can it be computed without knowing what is behind.
 * @see WCAG 2.2, contrast ratio
 */
export function contrast(one: string, other: string): number | null {
  const [a, b] = [luminance(one), luminance(other)]
  if (a === null || b === null) return null
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** @see WCAG 2.2, relative luminance */
function luminance(color: string): number | null {
  const digits = HEX.exec(color)?.[1]?.toLowerCase()
  if (digits === undefined || (digits.length === 8 && !digits.endsWith('ff'))) return null
  const long = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits
  return 0.2126 * channel(long, 0) + 0.7152 * channel(long, 2) + 0.0722 * channel(long, 4)
}

function channel(hex: string, start: number): number {
  const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}
