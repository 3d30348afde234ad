/** Errors a person meets while navigating, as a plain page: readable without script, with a way on. */
import { escapeHtml } from '../core/data-block.ts'
import { PROBLEM_HEADERS } from './baseline.ts'
import { STYLESHEET } from './shell.ts'
import type { Problem } from './problem.ts'

/** Whether the request is a person's navigation. Everything else gets `application/problem+json`. */
export function wantsPage({ method, headers }: Request): boolean {
  const destination = headers.get('Sec-Fetch-Dest')
  if (method !== 'GET' || (destination !== null && destination !== 'document')) return false
  return (headers.get('Accept') ?? '').includes('text/html')
}

export function errorPage(problem: Problem, requestId: string): Response {
  const answer = problem.toResponse(requestId, PROBLEM_HEADERS)
  const headers = new Headers(answer.headers)
  headers.set('Content-Type', 'text/html; charset=utf-8')
  return new Response(pageOf(problem, requestId), { status: answer.status, headers })
}

function pageOf(problem: Problem, requestId: string): string {
  const detail = problem.details.detail === undefined ? '' : `<p>${escapeHtml(problem.details.detail)}</p>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(problem.title)}</title>
<link rel="stylesheet" href="${escapeHtml(STYLESHEET)}">
</head>
<body class="plain-page">
<main>
<h1>${escapeHtml(problem.title)}</h1>
${detail}
<p><a href="/">Go to the start page</a></p>
<p class="fine-print">${problem.status} <code>${problem.code}</code> · request <code>${requestId}</code></p>
</main>
</body>
</html>
`
}
