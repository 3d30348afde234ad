/** Cookies of ours: `__Host-` keeps other hosts and paths out, `Http-` keeps page script from planting one. */

import { SESSION_COOKIE } from '../core/session.ts'

const LOGIN_COOKIE_PREFIX = '__Host-Http-login-'

const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax'

export function sessionCookie(id: string): string {
  return `${SESSION_COOKIE}=${id}; ${ATTRIBUTES}`
}

export function endSessionCookie(): string {
  return `${SESSION_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`
}

/** One cookie for each sign-in under way, so that two tabs do not disturb each other. */
export function loginCookie(state: string, id: string, lifeSeconds: number): string {
  return `${loginCookieName(state)}=${id}; ${ATTRIBUTES}; Max-Age=${lifeSeconds}`
}

export function endLoginCookie(state: string): string {
  return `${loginCookieName(state)}=; ${ATTRIBUTES}; Max-Age=0`
}

/** The transaction id behind a sign-in's `state`; `null` when there is none, or more than one. */
export function readLoginCookie(cookies: string, state: string): string | null {
  const name = `${loginCookieName(state)}=`
  const found = cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name))
  const [only, ...others] = found
  return only === undefined || others.length > 0 ? null : only.slice(name.length)
}

function loginCookieName(state: string): string {
  return `${LOGIN_COOKIE_PREFIX}${state.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 16)}`
}
