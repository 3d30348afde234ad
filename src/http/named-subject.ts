/** A person as operators name one: `auth:account:demo:bob`, or `bob` where the tenant has one provider, so that there is one Bob. */
import { accountSubject } from '../core/subject.ts'
import type { Registry } from '../core/registry.ts'
import { Problem } from './problem.ts'

/**
 * @returns The subject's id.
 * @throws {Problem} `body_invalid` where several people could be meant, with the ids that could be.
 */
export function namedSubject(said: string, { idps }: Pick<Registry, 'idps'>): string {
  if (said.includes(':')) return said
  const [only, ...others] = idps
  const subject = only === undefined || others.length > 0 ? null : accountSubject(only.provider, said)
  if (subject !== null) return subject.id
  const names = idps.map(({ provider }) => `auth:account:${provider}:${said}`)
  const detail = `subject must be a subject id: ${names.join(' or ') || 'auth:account:<provider>:<user id>'}`
  throw new Problem('body_invalid', { detail })
}
