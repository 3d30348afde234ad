/** What the gateway is held against: Workers that do the same job and check nothing, and the service behind both. */
import { moduleWorker, type Part } from './workerd.ts'

/** Of the bundle that is measured: the 50 KB that the goals speak of. */
export const BUNDLE_BYTES = 50 * 1024

/** A module of that size, as a build tool writes one. */
export function bundleText(): string {
  const line = 'export const figures = () => [1, 2, 3, 4, 5].map((figure) => figure * figure)\n'
  const lines = line.repeat(Math.ceil(BUNDLE_BYTES / line.length)).replaceAll(/figures/g, () => `figures${++serial}`)
  return `${lines.slice(0, BUNDLE_BYTES - 1)}\n`
}
let serial = 0

/** Answers `ok`. */
export function bareWorker(port: number): Part {
  return { name: 'bare', port, options: moduleWorker(`export default { fetch: () => new Response('ok') }`) }
}

/** Answers a text from the isolate's memory. */
export function memoryWorker(name: string, port: number, text: string, type: string): Part {
  const script = `
const bytes = new TextEncoder().encode(${JSON.stringify(text)})
const headers = { 'Content-Type': ${JSON.stringify(type)} }
export default { fetch: () => new Response(bytes, { headers }) }`
  return { name, port, options: moduleWorker(script) }
}

/** Sends every request on as it is. */
export function passThroughWorker(port: number, upstreamPort: number): Part {
  const script = `
export default {
  fetch(request) {
    const { pathname, search } = new URL(request.url)
    return fetch('http://127.0.0.1:${upstreamPort}' + pathname + search, request)
  },
}`
  return { name: 'pass-through', port, options: moduleWorker(script) }
}

/** The service: one item as JSON. */
export function upstreamWorker(port: number): Part {
  const item = {
    id: ITEM,
    name: 'Copper wire, 2 mm',
    sku: 'CW-2',
    quantity: 120,
    unit: 'm',
    updated: '2026-01-01T00:00:00Z',
  }
  return memoryWorker('upstream', port, JSON.stringify(item), 'application/json')
}

export const ITEM_ROUTE = '/api/crud/items/:id'
export const ITEM = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
