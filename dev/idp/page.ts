/** The pages a person sees: plain HTML that works without script. */
import { html, raw } from 'hono/html'
import { DEMO_PASSWORD, PEOPLE } from './people.ts'

type Html = ReturnType<typeof html>

export interface LoginView {
  /** Where the form goes. */
  readonly action: string
  /** What the person signs in to. */
  readonly application: string
  /** What was typed before, or hinted by the application. */
  readonly login: string
  /** Why the person sees the page although they are signed in. */
  readonly notice?: string
  readonly error?: string
}

export function loginPage(view: LoginView): Html {
  const error = view.error
    ? html`<p class="error" id="login-error" role="alert"><strong>Not signed in.</strong> ${view.error}</p>`
    : ''
  const title = view.error ? 'Error: not signed in' : `Sign in to ${view.application}`
  const explained = raw(view.error ? 'aria-invalid="true" aria-describedby="login-error"' : '')
  return page(
    title,
    html`<h1>Sign in</h1>
      <p class="lead">to continue to ${view.application}</p>
      ${view.notice ? html`<p class="notice">${view.notice}</p>` : ''} ${error}
      <form method="post" action="${view.action}">
        <label for="login">User name</label>
        <input
          id="login"
          name="login"
          value="${view.login}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ${explained}
          ${raw(view.error ? '' : 'autofocus')}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${explained}
          ${raw(view.error ? 'autofocus' : '')}
        />
        <button type="submit">Sign in</button>
      </form>
      ${demoPeople()}`,
  )
}

export function logoutPage(form: string): Html {
  return page(
    'Sign out',
    html`<h1>Sign out?</h1>
      <p>You will be signed out of every application that you opened with this account.</p>
      ${raw(form)}
      <button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
      <button type="submit" form="op.logoutForm" class="quiet">Stay signed in</button>`,
  )
}

export function signedOutPage(): Html {
  return page(
    'Signed out',
    html`<h1>You are signed out</h1>
      <p>You can close this page.</p>`,
  )
}

export function errorPage(why: string): Html {
  return page(
    'Error',
    html`<h1>This did not work</h1>
      <p class="error" role="alert">${why}</p>
      <p>Go back to the application and start again.</p>`,
  )
}

function demoPeople(): Html {
  return html`<section class="demo" aria-labelledby="demo-title">
    <h2 id="demo-title">Demo people</h2>
    <p>This identity provider is for development. The password of everybody is <code>${DEMO_PASSWORD}</code>.</p>
    <dl>
      ${PEOPLE.map(
        ({ login, name, about }) =>
          html`<div>
            <dt><code>${login}</code></dt>
            <dd>${name}, ${about}</dd>
          </div>`,
      )}
    </dl>
  </section>`
}

function page(title: string, main: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/pages.css" />
      </head>
      <body>
        <main>${main}</main>
      </body>
    </html>`
}
