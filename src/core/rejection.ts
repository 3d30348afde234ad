/** Why a piece of input was not accepted, and where it stands. */
export interface Rejection {
  /** Configuration file the input came from, for example `config/plugins.yaml`. Absent when the input is no file. */
  readonly file?: string
  /** Path inside the document, for example `tenants.acme.localhost[0].permissions.api[1].path`. */
  readonly where: string
  /** 1-based line and column in the file, when known. */
  readonly line?: number
  readonly column?: number
  /** What was expected, in words an operator can act on. */
  readonly why: string
}

export function isRejection(value: unknown): value is Rejection {
  return typeof value === 'object' && value !== null && 'where' in value && 'why' in value
}
