/** What an ID token says about a person, as far as we use it. */

export interface Person {
  readonly person: { readonly name: string; readonly email?: string }
  readonly groups: readonly string[]
  /** The provider's session, by which it can sign the person out from afar. */
  readonly sid?: string
}

type Claims = Readonly<Record<string, unknown>>

/** @param claims Claims of an ID token that has been verified. */
export function personOf(claims: Claims): Person {
  const name = text(claims['name']) ?? text(claims['preferred_username']) ?? text(claims['sub']) ?? ''
  const email = text(claims['email'])
  const sid = text(claims['sid'])
  const groups = Array.isArray(claims['groups']) ? claims['groups'].filter((group) => typeof group === 'string') : []
  return {
    person: email === undefined ? { name } : { name, email },
    groups,
    ...(sid === undefined ? {} : { sid }),
  }
}

/** Whether the token carries every claim that the provider's entry demands: equal to the value, or a list holding it. */
export function holdsClaims(claims: Claims, demanded: Readonly<Record<string, string>>): boolean {
  return Object.entries(demanded).every(([name, value]) => {
    const claim = Object.hasOwn(claims, name) ? claims[name] : undefined
    return claim === value || (Array.isArray(claim) && claim.includes(value))
  })
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
