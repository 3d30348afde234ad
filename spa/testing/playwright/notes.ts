/** What the command `experience dev --json` writes, one note a line. */

export interface StackNote {
  /** `live`: the plugin is in the stack. `broken`: it cannot be built or is refused. `call`: the gateway refused one. `page`: of a page. */
  readonly event: string
  /** Of a call. */
  readonly method?: string
  readonly path?: string
  /** Code of the refusal. */
  readonly outcome?: string
  /** What would admit the call. */
  readonly fix?: string
  /** Of a page: `mounted`, `failed`, `threw`, `violation` or `denied`. */
  readonly what?: string
  readonly message?: string
}

const TEXTS = ['method', 'path', 'outcome', 'fix', 'what', 'message'] as const

/** @returns `null` for a line that is no note. */
export function readNote(line: string): StackNote | null {
  const note = parse(line)
  if (typeof note !== 'object' || note === null) return null
  const text = (key: string): string | undefined => {
    const value: unknown = Object.hasOwn(note, key) ? Reflect.get(note, key) : undefined
    return typeof value === 'string' ? value : undefined
  }
  const event = text('event')
  if (event === undefined) return null
  const texts = TEXTS.flatMap((key) => {
    const value = text(key)
    return value === undefined ? [] : [[key, value] as const]
  })
  return { event, ...Object.fromEntries(texts) }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
