/** What tests look for in answers. */
import { expect } from 'vitest'

/** Status and code of a problem, and its marker headers: what callers and monitors go by. */
export async function problemOf(response: Response): Promise<unknown> {
  const body: { readonly status: number; readonly code: string } = JSON.parse(await response.text())
  expect(response.headers.get('Content-Type')).toBe('application/problem+json')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(body.status).toBe(response.status)
  const markers = [...response.headers].flatMap(([name, value]) =>
    MARKERS.includes(name) ? [`${name}: ${value}`] : [],
  )
  return [response.status, body.code, ...markers]
}

const MARKERS: readonly string[] = [
  'x-plugin-quarantined',
  'x-allowlist-violation',
  'x-integrity-error',
  'x-capability-refused',
]

/** The headers named, `null` for one that is not there. */
export function headersOf(response: Response, ...names: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(names.map((name) => [name, response.headers.get(name)]))
}
