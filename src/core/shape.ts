/** The closed list of shapes a named segment may have. Each test is linear in the segment's length. */
import type { Shape } from './manifest.ts'

const UUID = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/
/** 18 digits fit a signed 64-bit integer with room to spare. No leading zero, no `-0`: one number, one spelling. */
const INT = /^(?:0|-?[1-9][0-9]{0,17})$/
const SLUG = /^[a-z0-9-]{1,128}$/
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/

/**
 * - `uuid`: RFC 9562 text form, any version, hex digits of either case.
 * - `int`: decimal, optional minus, at most 18 digits, no leading zeros.
 * - `slug`: lower-case letters and digits in groups joined by single hyphens, at most 128 characters.
 * - `date`: `YYYY-MM-DD`, a day that the Gregorian calendar has.
 */
export function hasShape(shape: Shape, segment: string): boolean {
  switch (shape) {
    case 'uuid':
      return UUID.test(segment)
    case 'int':
      return INT.test(segment)
    case 'slug':
      return SLUG.test(segment) && !segment.startsWith('-') && !segment.endsWith('-') && !segment.includes('--')
    case 'date':
      return isCalendarDate(segment)
    default:
      shape satisfies never
      return false
  }
}

function isCalendarDate(segment: string): boolean {
  const match = DATE.exec(segment)
  if (match === null) return false
  const [year, month, day] = match.slice(1).map(Number)
  if (year === undefined || month === undefined || day === undefined) return false
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
