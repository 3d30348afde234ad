/** Shows what the signed-in person may do, and hides the rest: for what people see, never instead of a check by a service. */
import { type ReactNode, useCallback, useSyncExternalStore } from 'react'
import type { AuthzResource } from '../sdk/index.ts'
import { type Permission, permissionsOf } from './permissions.ts'
import { useSdk } from './sdk-context.tsx'

export type { Permission } from './permissions.ts'

/**
 * Whether the signed-in person may do this, asked when the component mounts and remembered for five seconds. Components
 * that ask in one render share one request. Until there is an answer it is `asking`; an error is `denied`.
 */
export function usePermission(resource: AuthzResource, action: string): Permission {
  const permissions = permissionsOf(useSdk())
  const { type, id } = resource
  const properties = JSON.stringify(resource.properties)
  const question = { resource, action }
  const follow = useCallback(
    (listener: () => void) => permissions.follow({ resource, action }, listener),
    // The question is the same while its words are.
    // oxlint-disable-next-line react/exhaustive-deps -- a resource is a fresh object at each render
    [permissions, type, id, properties, action],
  )
  return useSyncExternalStore(follow, () => permissions.read(question))
}

/** `usePermission` as a boolean: `true` for a clear permit alone. */
export function usePermitted(resource: AuthzResource, action: string): boolean {
  return usePermission(resource, action) === 'permitted'
}

export interface PermittedProps {
  readonly resource: AuthzResource
  readonly action: string
  readonly children: ReactNode
  /** Stands in for what is denied. */
  readonly fallback?: ReactNode
  /** Stands in until there is an answer. */
  readonly waiting?: ReactNode
}

/** Renders its children for those who are permitted, and for nobody while that is not known. */
export function Permitted({ resource, action, children, fallback = null, waiting = null }: PermittedProps): ReactNode {
  const permission = usePermission(resource, action)
  if (permission === 'asking') return waiting
  return permission === 'permitted' ? children : fallback
}
