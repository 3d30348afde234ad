/** A request's address, taken apart once: every gate reads it, and each reads the same. */

const known = new WeakMap<Request, URL>()

export function urlOf(request: Request): URL {
  const taken = known.get(request)
  if (taken !== undefined) return taken
  const url = new URL(request.url)
  known.set(request, url)
  return url
}
