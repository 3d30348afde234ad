/** What a check found, where it stands, and what to do about it. */

/** Names of all that can be found, for scripts; docs/troubleshooting.md has an entry for each. */
export const RULES = [
  'manifest',
  'unknown-key',
  'build',
  'types',
  'encoding',
  'empty',
  'syntax',
  'size',
  'import-computed',
  'import-remote',
  'import-file',
  'import-bare',
  'export-missing',
  'export-unclear',
  'component-missing',
  'free-react',
  'free-node',
  'eval',
  'style-injection',
  'script-injection',
  'html-injection',
  'worker',
  'bypasses-sdk',
] as const
export type Rule = (typeof RULES)[number]

export interface Finding {
  /** An error keeps a plugin from being published; a warning is what will go wrong only for some. */
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** 1-based, as editors count. */
  readonly line: number
  readonly column: number
  readonly rule: Rule
  readonly message: string
  /** What to do, in a sentence. */
  readonly fix: string
}

export function printFinding({ severity, file, line, column, rule, message, fix }: Finding): readonly string[] {
  return [`${file}:${line}:${column}  ${severity}  ${message}  (${rule})`, `    → ${fix}`]
}

/** In the order somebody works through them: by file, then from the top. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
}
