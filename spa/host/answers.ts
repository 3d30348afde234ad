/** What the gateway answers the host, from `unknown` into types. A guard gives `null` for anything else. */
import { isRecord } from '#core/own-property'
import { THEME_TOKENS, type ThemeTokens, type UiConfig } from '#core/theme'

export interface Session {
  readonly subject: { readonly type: string; readonly id: string }
  readonly person: { readonly name: string; readonly email?: string }
  readonly tenant: string
  readonly hostVersion: string
  readonly environment: string
  readonly csrfToken: string
  readonly operator: boolean
}

/** A problem (RFC 9457) as the gateway writes it. */
export interface ProblemAnswer {
  readonly code: string
  readonly title: string
  readonly detail?: string
  readonly requestId?: string
  readonly body: Readonly<Record<string, unknown>>
}

function textOr<F>(value: unknown, otherwise: F): string | F {
  return typeof value === 'string' ? value : otherwise
}

export function parseSession(input: unknown): Session | null {
  if (!isRecord(input)) return null
  const { subject, person, tenant, hostVersion, environment, csrfToken, operator } = input
  if (!isRecord(subject) || typeof subject['type'] !== 'string' || typeof subject['id'] !== 'string') return null
  if (!isRecord(person) || typeof person['name'] !== 'string') return null
  if (typeof tenant !== 'string' || typeof hostVersion !== 'string' || typeof csrfToken !== 'string') return null
  const email = person['email']
  return {
    subject: { type: subject['type'], id: subject['id'] },
    person: { name: person['name'], ...(typeof email === 'string' ? { email } : {}) },
    tenant,
    hostVersion,
    environment: textOr(environment, 'production'), // unnamed counts as production: it shows the least
    csrfToken,
    operator: operator === true,
  }
}

/** Decisions in the order of the questions: `true` for Permit alone. `null` when the answer does not fit them. */
export function parseDecisions(input: unknown, questions: number): readonly boolean[] | null {
  if (!isRecord(input) || !Array.isArray(input['decisions'])) return null
  const decisions: readonly unknown[] = input['decisions']
  if (decisions.length !== questions) return null
  return decisions.map((each) => isRecord(each) && Object.hasOwn(each, 'decision') && each['decision'] === 'Permit')
}

export function parseProblem(input: unknown): ProblemAnswer | null {
  if (!isRecord(input) || typeof input['code'] !== 'string') return null
  const { code, title, detail, requestId } = input
  return {
    code,
    title: textOr(title, code),
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    body: input,
  }
}

const MODES = ['light', 'dark', 'auto'] as const

function parseTokens(input: unknown): ThemeTokens {
  if (!isRecord(input)) return {}
  const named = THEME_TOKENS.flatMap((token) => {
    const value = input[token]
    return typeof value === 'string' ? [[token, value] as const] : []
  })
  return Object.fromEntries(named)
}

export function parseUiConfig(input: unknown): UiConfig | null {
  if (!isRecord(input) || !isRecord(input['brand']) || !isRecord(input['theme'])) return null
  const { brand, theme } = input
  const { name, logo } = brand
  const mode = MODES.find((each) => each === theme['mode'])
  if (typeof name !== 'string' || mode === undefined) return null
  const tokens = { light: parseTokens(theme['light']), dark: parseTokens(theme['dark']) }
  return { brand: { name, ...(typeof logo === 'string' ? { logo } : {}) }, theme: { mode, ...tokens } }
}
