/** Turns a template with its values into the one URL a call goes to. */
import { isRejection } from '#core/rejection'
import { fillTemplate, parseTemplate } from '#core/template'
import { ProblemError } from './problem-error.ts'

/** Values of a template's `:name` segments, and of a final `*` under the name `*`. */
export type Parameters = Readonly<Record<string, string | number>>

type QueryValue = string | number | boolean
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[] | null | undefined>>

/**
 * @returns A path below `/api/`, percent-encoded, with its query.
 * @throws ProblemError when the template cannot be filled, or when what it fills to is not below `/api/`.
 */
export function resolveAddress(template: string, params: Parameters, query: Query): string {
  const parsed = parseTemplate(template)
  const path = isRejection(parsed) ? parsed : fillTemplate(parsed, params)
  if (isRejection(path)) throw refusal('template_refused', `${path.where} ${path.why}`)
  if (!path.startsWith('/api/')) throw refusal('outside_api', `${path} is not below /api/`)
  const search = writeQuery(query)
  return search === '' ? path : `${path}?${search}`
}

function writeQuery(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, given] of Object.entries(query)) {
    for (const value of [given].flat()) {
      if (value !== null && value !== undefined) search.append(name, String(value))
    }
  }
  return search.toString()
}

function refusal(code: 'template_refused' | 'outside_api', title: string): ProblemError {
  return new ProblemError({ status: 0, code, title, requestId: null })
}
