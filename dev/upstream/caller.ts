/** Who calls: the gateway's signed assertion, checked on every request. */
import type { HttpBindings } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { problem } from './problem.ts'

/** The gateway's assertions live a minute; a longer life is a mistake of whoever signed it. */
const MAX_LIFE_SECONDS = 60
const CLOCK_SKEW_SECONDS = 5

const TENANT = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/

export interface Caller {
  readonly tenant: string
  /** Subject id, `auth:account:…`. */
  readonly subject: string
  readonly plugin: string
  readonly pluginVersion: string
}

export interface ServiceEnv {
  Bindings: HttpBindings
  Variables: { caller: Caller }
}

/** @param service Name in `routes.yaml`: an assertion for one service is worth nothing at another. */
export function requireCaller(service: string, keys: JWTVerifyGetKey) {
  return createMiddleware<ServiceEnv>(async (c, next) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
    const caller = token === undefined ? 'unauthenticated' : await readAssertion(token, service, keys)
    if (typeof caller === 'string') return problem(c, caller)
    c.set('caller', caller)
    await next()
    return undefined
  })
}

type Refusal = 'unauthenticated' | 'keys_unavailable'

async function readAssertion(token: string, service: string, keys: JWTVerifyGetKey): Promise<Caller | Refusal> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      issuer: 'experience-edge',
      audience: service,
      clockTolerance: CLOCK_SKEW_SECONDS,
      requiredClaims: ['sub', 'exp', 'tenant', 'plugin', 'plugin_version'],
    })
    const lifeSeconds = (payload.exp ?? Infinity) - Math.floor(Date.now() / 1000)
    if (lifeSeconds > MAX_LIFE_SECONDS + CLOCK_SKEW_SECONDS) return 'unauthenticated'
    const { sub, tenant, plugin, plugin_version: pluginVersion } = payload
    if (typeof tenant !== 'string' || !TENANT.test(tenant)) return 'unauthenticated'
    if (typeof plugin !== 'string' || typeof pluginVersion !== 'string') return 'unauthenticated'
    return { tenant, subject: sub ?? '', plugin, pluginVersion }
  } catch (cause) {
    return isTokensFault(cause) ? 'unauthenticated' : 'keys_unavailable'
  }
}

/** Tells a bad token from a key set that could not be fetched. */
function isTokensFault(cause: unknown): boolean {
  return cause instanceof errors.JOSEError && cause.code !== 'ERR_JWKS_TIMEOUT' && cause.code !== 'ERR_JOSE_GENERIC'
}
