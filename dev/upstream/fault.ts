/** What a hostile answer is. */
import type { ServerResponse } from 'node:http'

/** @param query Numbers and addresses that shape the answer; each fault names its own. */
export type Fault = (query: URLSearchParams, response: ServerResponse) => void

export function numberOf(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? fallback)
  return Number.isFinite(value) ? value : fallback
}
