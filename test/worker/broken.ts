/** Stores that fail, in place of the real ones. */
import { env } from 'cloudflare:workers'

/** KV that answers for every key but those that begin so. */
export function brokenConfig(prefix: string): { readonly CONFIG: KVNamespace } {
  const isBroken = (keys: unknown) => (Array.isArray(keys) ? keys : [keys]).some((key) => `${key}`.startsWith(prefix))
  return { CONFIG: failing(env.CONFIG, (_, [keys]) => isBroken(keys)) }
}

/** KV that shows an older value of one key. */
export function staleConfig(key: string, old: string | null): KVNamespace {
  const stale = async (type: unknown): Promise<unknown> =>
    type === 'json' && old !== null ? new Response(old).json() : old
  return new Proxy(env.CONFIG, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      return (...given: unknown[]): unknown => {
        if (name === 'get' && given[0] === key) return stale(given[1])
        return typeof method === 'function' ? Reflect.apply(method, target, given) : method
      }
    },
  })
}

/** KV that can be read alone. */
export function readOnlyConfig(): { readonly CONFIG: KVNamespace } {
  return { CONFIG: failing(env.CONFIG, (name) => name === 'put') }
}

/** R2 in which something else happens before a bundle is looked at for the first time. */
export function bundlesAfter(first: () => Promise<unknown>): { readonly BUNDLES: R2Bucket } {
  let isFirst = true
  const BUNDLES = intercepted(env.BUNDLES, async () => {
    const isThis = isFirst
    isFirst = false
    if (isThis) await first()
  })
  return { BUNDLES }
}

export function brokenBundles(): { readonly BUNDLES: R2Bucket } {
  return { BUNDLES: failing(env.BUNDLES, () => true) }
}

/** A namespace whose objects are all out of reach. */
export function outOfReach<Namespace extends object>(namespace: Namespace): Namespace {
  return new Proxy(namespace, {
    get: (target, name) => (name === 'getByName' ? () => failing(target, () => true) : Reflect.get(target, name)),
  })
}

/** The same thing, but for calls that fail: their errors name what nobody outside may learn. */
function failing<Thing extends object>(
  thing: Thing,
  isBroken: (name: string, given: readonly unknown[]) => boolean,
): Thing {
  return intercepted(thing, (name, given) => {
    if (isBroken(name, given)) throw new Error(`internal-store-7 refused ${name}`)
  })
}

/** The same thing; something happens before each call. */
function intercepted<Thing extends object>(
  thing: Thing,
  before: (name: string, given: readonly unknown[]) => void | Promise<void>,
): Thing {
  return new Proxy(thing, {
    get(target, name) {
      return async (...given: unknown[]): Promise<unknown> => {
        await before(String(name), given)
        const method: unknown = Reflect.get(target, name)
        return typeof method === 'function' ? Reflect.apply(method, target, given) : method
      }
    },
  })
}
