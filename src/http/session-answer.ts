/** What a page learns of its session: who, where, and the proof that its calls come from it. */
import type { SessionRecord } from '../core/session.ts'
import type { AppEnv } from '../env.ts'

export function sessionAnswer(
  { tenant, live }: Pick<AppEnv['Variables'], 'tenant' | 'live'>,
  { subject, person, csrfToken }: SessionRecord,
  operator: boolean,
) {
  const { hostVersion, environment } = live.registry.settings
  return { subject, person, tenant, hostVersion, environment, csrfToken, operator }
}
