/** Paths the gateway answers itself: no upstream may stand behind them, and no plugin may be granted them. */

/** Each with everything below it. */
const OWN_PATHS = [
  '/api/plugins',
  '/api/session',
  '/api/configs',
  '/api/ops',
  '/api/dev',
  '/api/csp-reports',
  '/access',
  '/auth',
  '/assets',
  '/healthz',
  '/.well-known',
] as const

/** Calls that are built in for plugins, and enforced like any other. */
const PLUGIN_CALLS: readonly string[] = ['/api/plugins/secure-echo', '/api/plugins/telemetry']

/** Why nothing may be forwarded for this template, or `null`. */
export function refuseUpstreamPath(template: string): string | null {
  const [root, scope] = template.split('/').slice(1)
  if (root !== 'api') return 'must begin with /api/: everything else is the host application'
  if (scope === undefined || scope === '' || isOpen(scope)) {
    return 'takes in everything below /api/: name the first segment, like /api/sales/*'
  }
  return refuseOwn(template)
}

/**
 * Why a plugin may not be granted this template, or `null`.
 *
 * @param operatorPaths Templates of routes for operators alone.
 */
export function refuseGrant(template: string, operatorPaths: readonly string[]): string | null {
  if (PLUGIN_CALLS.includes(template)) return null
  const refusal = refuseUpstreamPath(template)
  const operators = operatorPaths.find((path) => overlaps(template, path))
  return refusal ?? (operators === undefined ? null : `${operators} is for operators`)
}

/** Why a plugin's page may not have this path, or `null`. */
export function refusePagePath(template: string, pluginId: string): string | null {
  const [root, owner] = template.split('/').slice(1)
  if (root === undefined || root === '' || isOpen(root)) return 'must begin with a name: the host has the rest'
  if (root === 'api' || root === 'signed-out') return `/${root} belongs to the host`
  if (root === 'plugins' && owner !== pluginId) return `below /plugins/ a plugin has /plugins/${pluginId} only`
  return refuseOwn(template)
}

function refuseOwn(template: string): string | null {
  const own = OWN_PATHS.find((path) => overlaps(template, path) || overlaps(template, `${path}/*`))
  return own === undefined ? null : `${own} is answered by the gateway itself`
}

/** Whether some path fits both templates. Shapes are left aside: a shape may be widened later. */
function overlaps(template: string, other: string): boolean {
  const [one, two] = [template.split('/'), other.split('/')]
  for (let index = 0; index < Math.max(one.length, two.length); index += 1) {
    const [a, b] = [one[index], two[index]]
    if (a === undefined || b === undefined) return false
    if (a === '*' || b === '*') return true
    if (a !== b && !isOpen(a) && !isOpen(b)) return false
  }
  return true
}

function isOpen(segment: string): boolean {
  return segment === '*' || segment.startsWith(':')
}
