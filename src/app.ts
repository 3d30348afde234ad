/** Every request's path, on one page: middleware in order, routes, and the one place where errors become answers. */
import { Hono } from 'hono'
import type { AppEnv } from './env.ts'
import { urlOf } from './http/address.ts'
import { answer } from './http/middleware/answer.ts'
import { audited } from './http/middleware/audited.ts'
import { csrf } from './http/middleware/csrf.ts'
import { development } from './http/middleware/development.ts'
import { tenantDoor } from './http/middleware/door.ts'
import { gates } from './http/middleware/gates.ts'
import { guard } from './http/middleware/guard.ts'
import { promptPage } from './http/middleware/prompt-page.ts'
import { session } from './http/middleware/session.ts'
import { tenant } from './http/middleware/tenant.ts'
import { PROBLEM_HEADERS } from './http/baseline.ts'
import { asProblem, logProblem } from './http/failures.ts'
import { hostDocument } from './http/host-document.ts'
import { errorPage, wantsPage } from './http/page.ts'
import { meetPortal } from './http/portals.ts'
import { access } from './http/routes/access.ts'
import { auditRoutes } from './http/routes/audit.ts'
import { authRoutes } from './http/routes/auth.ts'
import { configRoutes } from './http/routes/configs.ts'
import { cspReports } from './http/routes/csp-reports.ts'
import { desk } from './http/routes/desk.ts'
import { developing } from './http/routes/development.ts'
import { ending } from './http/routes/ending.ts'
import { entries } from './http/routes/entries.ts'
import { explaining } from './http/routes/explain.ts'
import { health } from './http/routes/health.ts'
import { history } from './http/routes/history.ts'
import { metrics } from './http/routes/metrics.ts'
import { operate } from './http/routes/operate.ts'
import { ops } from './http/routes/ops.ts'
import { pluginCalls } from './http/routes/plugin-calls.ts'
import { plugins } from './http/routes/plugins.ts'
import { proxy } from './http/routes/proxy.ts'
import { revisions } from './http/routes/revisions.ts'
import { rollout } from './http/routes/rollout.ts'
import { sessionRoutes } from './http/routes/session.ts'
import { transfer } from './http/routes/transfer.ts'
import { wellKnown } from './http/routes/well-known.ts'
import { Problem } from './http/problem.ts'
import { galleryDocument, isPagePath } from './http/shell.ts'

// Routes are looked up by the path as it was sent: a framework's decoded path is another string than the one enforced.
export const app = new Hono<AppEnv>({ getPath: (request) => urlOf(request).pathname })

app.use(answer) // an id for the request, baseline headers for the answer
app.use(gates(guard)) // no host in two spellings, no unknown methods, no upgrades, no workers
app.route('/healthz', health) // for load balancers, which are no tenant

app.use(promptPage) // a page whose host is known begins at once, and passes the next gates while it is sent
app.use(
  gates(
    tenant, // whose host is this? unknown: 404
    session, // who is signed in, or which operator's token is this? nobody: goes on as nobody
    csrf, // everything but GET and HEAD proves its origin, whatever the route
  ),
)
app.use(audited) // what an operator begins gets its outcome written down

app.route('/.well-known', wellKnown)
app.route('/auth', authRoutes)
app.route('/api/session', sessionRoutes)
app.route('/api/csp-reports', cspReports)
app.route('/api/plugins', operate)
app.route('/api/plugins', revisions)
app.route('/api/plugins', rollout)
app.route('/api/ops', ops)
app.route('/api/ops', metrics)
app.route('/api/ops', auditRoutes)
app.route('/api/ops', explaining)
app.route('/api/ops', entries)
app.route('/api/ops', transfer)
app.route('/api/ops', history)
app.route('/api/ops', ending)
app.route('/api/ops', desk)

app.use(
  gates(
    tenantDoor, // beyond this line nothing exists on the operators' host but its page
    development, // what an author works on, in development alone
  ),
)

app.route('/api/plugins', plugins)
app.route('/api/plugins', pluginCalls)
app.route('/api/configs', configRoutes)
app.route('/api/dev', developing)
app.route('/access/v1', access)
app.all('/api/*', proxy) // what routes.yaml declares, enforced; everything else is refused

// The library's gallery is for those who build. In production its address leads nowhere.
app.get('/ui/:page?', (c) => {
  if (c.var.live.registry.settings.environment === 'production') throw new Problem('not_found')
  return galleryDocument()
})

app.get('*', async (c) => {
  const url = urlOf(c.req.raw)
  if (!isPagePath(url.pathname)) throw new Problem('not_found')
  return hostDocument(c, await meetPortal(url, c.get('live').registry.ui), () => Promise.resolve())
})

app.notFound(() => {
  throw new Problem('not_found')
})

app.onError((error, c) => {
  const problem = asProblem(error)
  const requestId = c.get('requestId')
  logProblem(problem, error, requestId, c.req.raw)
  return wantsPage(c.req.raw) ? errorPage(problem, requestId) : problem.toResponse(requestId, PROBLEM_HEADERS)
})
