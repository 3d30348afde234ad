/** `/interaction/:uid`: the sign-in form between the authorization request and its answer. */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Provider } from 'oidc-provider'
import { pageHeaders } from './page-headers.ts'
import { errorPage, loginPage, type LoginView } from './page.ts'
import { DEMO_PASSWORD, personOf } from './people.ts'

type Env = { Bindings: HttpBindings }
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

const NOT_KNOWN = 'User name and password do not match. Please check both.'

/** @param current The provider in service; it is replaced when keys rotate. */
export function interaction(current: () => Provider, policy: string): Hono<Env> {
  const headers = pageHeaders(policy)

  return new Hono<Env>()
    .get('/:uid', async (c) => {
      const details = await detailsOf(current(), c)
      if (details === undefined) return c.body(String(await expiredPage()), 400, headers)
      if (details.prompt.name === 'consent') return c.redirect(await finish(current(), c, { consent: {} }), 303)
      return c.body(String(await loginPage(await viewOf(current(), details))), 200, headers)
    })
    .post('/:uid', async (c) => {
      const details = await detailsOf(current(), c)
      if (details === undefined) return c.body(String(await expiredPage()), 400, headers)
      const form = await c.req.parseBody()
      const login = typeof form['login'] === 'string' ? form['login'].trim().toLowerCase() : ''
      const person = form['password'] === DEMO_PASSWORD ? personOf(login) : undefined
      if (person) return c.redirect(await finish(current(), c, { login: { accountId: person.login } }), 303)
      const view = { ...(await viewOf(current(), details)), login, error: NOT_KNOWN }
      return c.body(String(await loginPage(view)), 422, headers)
    })
}

/** The sign-in in progress, or `undefined` if it is unknown, over, or another browser's. */
async function detailsOf(provider: Provider, c: Context<Env>): Promise<Interaction | undefined> {
  try {
    const details = await provider.interactionDetails(c.env.incoming, c.env.outgoing)
    return details.uid === c.req.param('uid') ? details : undefined
  } catch {
    return undefined
  }
}

function finish(provider: Provider, c: Context<Env>, result: Parameters<Provider['interactionResult']>[2]) {
  return provider.interactionResult(c.env.incoming, c.env.outgoing, result, { mergeWithLastSubmission: true })
}

async function viewOf(provider: Provider, { uid, params, prompt, session }: Interaction): Promise<LoginView> {
  const client = await provider.Client.find(String(params['client_id']))
  const application = client?.clientName ?? 'the application'
  const hint = params['login_hint']
  const view = { action: `/interaction/${uid}`, application, login: typeof hint === 'string' ? hint : '' }
  if (!prompt.reasons.includes('other_organization')) return view
  const name = personOf(session?.accountId ?? '')?.name ?? 'somebody'
  return { ...view, notice: `You are signed in as ${name}, who is not with ${application}. Sign in as somebody else.` }
}

function expiredPage() {
  return errorPage('This sign-in is over: it took too long, or it was finished in another window.')
}
