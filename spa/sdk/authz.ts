/** `sdk.authz`: asks the policy decision point about an action at render time. */
import type { Line } from './line.ts'
import { mediaType } from './problem-error.ts'

export interface AuthzResource {
  readonly type: string
  readonly id: string
  readonly properties?: Readonly<Record<string, unknown>>
}

export interface Authz {
  /** Whether the signed-in person may do this. Anything but a clear permit, an error too, is `false`. */
  evaluate(resource: AuthzResource, action: string): Promise<boolean>
}

export function createAuthz(line: Line): Authz {
  return {
    evaluate: Object.freeze(async (resource: AuthzResource, action: string) => {
      try {
        const response = await line.send('/access/v1/evaluation', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
          body: JSON.stringify({ resource, action: { name: action } }),
        })
        return response.ok && mediaType(response) === 'application/json' && permits(await response.json())
      } catch {
        return false
      }
    }),
  }
}

/** `"Permit"` is the gateway's word, `true` the standard's (OpenID AuthZEN 1.0, section 6.2): no third value permits. */
function permits(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, 'decision')) return false
  const decision: unknown = Reflect.get(answer, 'decision')
  return decision === 'Permit' || decision === true
}
