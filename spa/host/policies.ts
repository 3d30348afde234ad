/** Trusted Types: the host takes the two policy names the page allows, so that no plugin can. */

const POLICY_NAMES = ['empowernow-sdk', 'react'] as const

interface PolicyFactory {
  createPolicy(name: string, rules: Record<string, never>): unknown
}

function isPolicyFactory(value: unknown): value is PolicyFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value
}

/**
 * Claims both names with policies that make nothing: neither the host nor React ever needs a trusted string, and a
 * second claim of a name throws. Must run before the first plugin is imported.
 */
export function claimPolicies(trustedTypes: unknown): void {
  if (!isPolicyFactory(trustedTypes)) return // a browser without Trusted Types has no sinks to guard
  for (const name of POLICY_NAMES) trustedTypes.createPolicy(name, {})
}
