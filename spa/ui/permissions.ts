/** Answers of the policy for the components of one contribution: asked together, shared, and forgotten soon. */
import type { AuthzQuestion, Sdk } from '../sdk/index.ts'

/** `asking` until there is an answer; only `permitted` permits. */
export type Permission = 'asking' | 'permitted' | 'denied'

interface Answer {
  readonly permission: Permission
  readonly listeners: Set<() => void>
  /** When it came, by a clock that never goes back; `null` while it is asked for. */
  readonly at: number | null
}

/** As long as the gateway itself remembers a decision. */
const REMEMBER_MS = 5000

export interface Permissions {
  readonly read: (question: AuthzQuestion) => Permission
  /** Asks, if it is not known; all that is asked for in one turn leaves in one request. @returns Ends it. */
  readonly follow: (question: AuthzQuestion, listener: () => void) => () => void
}

export function createPermissions(
  evaluateMany: (questions: readonly AuthzQuestion[]) => Promise<readonly boolean[]>,
  now: () => number,
): Permissions {
  const answers = new Map<string, Answer>()
  let due = new Map<string, AuthzQuestion>()

  const settle = (key: string, permission: Permission, at: number | null): void => {
    const before = answers.get(key)
    const listeners = before?.listeners ?? new Set()
    answers.set(key, { permission, at, listeners })
    if (before?.permission !== permission) for (const listener of listeners) listener()
  }

  const askAll = async (): Promise<void> => {
    const asked = due
    due = new Map()
    const decisions = await evaluateMany([...asked.values()]).catch(() => [])
    for (const [index, key] of [...asked.keys()].entries()) {
      settle(key, decisions[index] === true ? 'permitted' : 'denied', now())
    }
    forget()
  }

  /** What nobody shows and is too old to be shown has to be asked for anew anyway. */
  const forget = (): void => {
    for (const [key, { at, listeners }] of answers) {
      if (listeners.size === 0 && at !== null && now() - at >= REMEMBER_MS) answers.delete(key)
    }
  }

  return {
    read: (question) => answers.get(keyOf(question))?.permission ?? 'asking',
    follow(question, listener) {
      const key = keyOf(question)
      const known = answers.get(key)
      const isOld = known !== undefined && known.at !== null && now() - known.at >= REMEMBER_MS
      if (known === undefined || isOld) {
        // Who shows an answer already keeps it until the next one; where nobody does, it begins closed.
        settle(key, isOld && known.listeners.size > 0 ? known.permission : 'asking', null)
        if (due.size === 0) queueMicrotask(() => void askAll())
        due.set(key, question)
      }
      const listeners = answers.get(key)?.listeners
      listeners?.add(listener)
      return () => listeners?.delete(listener)
    },
  }
}

function keyOf({ resource, action }: AuthzQuestion): string {
  return JSON.stringify([resource.type, resource.id, resource.properties ?? null, action])
}

const known = new WeakMap<Sdk, Permissions>()

export function permissionsOf(sdk: Sdk): Permissions {
  const permissions = known.get(sdk) ?? createPermissions(sdk.authz.evaluateMany, () => performance.now())
  known.set(sdk, permissions)
  return permissions
}
