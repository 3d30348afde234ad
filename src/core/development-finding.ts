/** What a build or a check says of a plugin under development, and where. */
import { own, ownText } from './own-property.ts'

export interface DevelopmentFinding {
  readonly severity: 'error' | 'warning'
  readonly file: string
  readonly line: number
  readonly column: number
  readonly rule: string
  readonly message: string
  /** What to do about it. */
  readonly fix: string
}

/** As many as somebody reads. */
const MOST_FINDINGS = 50
const TEXT_CHARACTERS = 600

/** @returns The findings, shortened to what a page can show; `null` when they are not what they should be. */
export function parseFindings(input: unknown): readonly DevelopmentFinding[] | null {
  if (!Array.isArray(input)) return null
  const findings = input.slice(0, MOST_FINDINGS).map(parseFinding)
  const sound = findings.filter((finding) => finding !== null)
  return sound.length === findings.length ? sound : null
}

function parseFinding(input: unknown): DevelopmentFinding | null {
  const [line, column] = [own(input, 'line'), own(input, 'column')]
  const severity = own(input, 'severity')
  if (severity !== 'error' && severity !== 'warning') return null
  if (typeof line !== 'number' || typeof column !== 'number') return null
  const text = (key: string): string => (ownText(input, key) ?? '').slice(0, TEXT_CHARACTERS)
  const [file, rule, message, fix] = [text('file'), text('rule'), text('message'), text('fix')]
  return { severity, file, line, column, rule, message, fix }
}
