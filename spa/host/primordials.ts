/**
 * What the host uses to keep its secrets, made such that no plugin can put something else in its place. Plugins share this
 * realm: that raises the price of a theft, and is no boundary.
 */

const { Headers, Map, Promise, Response } = globalThis
const { defineProperties, freeze, getOwnPropertyDescriptors, preventExtensions, setPrototypeOf } = Object
const MAP_METHODS = getOwnPropertyDescriptors(Map.prototype)

/**
 * Must run before the first plugin is imported. It leaves alone what honest code replaces or adds to: a polyfill may still
 * put a method on `Array.prototype`, and a library that wraps `fetch` wraps its own.
 */
export function lockRealm(): void {
  // Answers pass through these on their way to the host.
  freeze(Headers.prototype)
  freeze(Response.prototype)
  const methods: PropertyDescriptorMap = getOwnPropertyDescriptors(Promise.prototype)
  for (const method of Object.values(methods)) {
    method.configurable = false
    if ('writable' in method) method.writable = false
  }
  const { prototype }: { readonly prototype: object } = Promise
  defineProperties(prototype, methods)
  // Here everything looks for `then`, `toJSON`, iterators and options that were not given.
  preventExtensions(Object.prototype)
}

/** A map whose methods are its own: what somebody puts on `Map.prototype` later never sees it. */
export function ownMap<Key, Value>(): Map<Key, Value> {
  const map = new Map<Key, Value>()
  defineProperties(map, MAP_METHODS)
  return map
}

/** What a `fetch` is told with one more header, out of reach of accessors and iterators that somebody planted. */
export function withHeader(init: RequestInit, name: string, value: string): RequestInit {
  const sent = new Headers(init.headers)
  sent.set(name, value)
  const headers: Record<string, string> = {}
  sent.forEach((each, key) => {
    headers[key] = each
  })
  setPrototypeOf(headers, null)
  const bare = { ...init, headers }
  setPrototypeOf(bare, null)
  return bare
}
