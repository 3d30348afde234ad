/** What `npm start` says once everything answers. */
import type { Stack } from './stack.ts'

const PEOPLE = [
  ['alice', 'Acme', 'sees everything of Acme’s'],
  ['bob', 'Acme', 'no HelloWidget, no inventory'],
  ['olivia', 'Acme', 'sees everything of Acme’s, and is an operator'],
  ['gina', 'Globex', 'sees everything of Globex’s'],
] as const

function operatorLines({ operatorToken, port }: Stack, secretsFile: string): readonly string[] {
  if (operatorToken === null) return [`  ${secretsFile} is your own: use the token whose hash you put there.`]
  return [
    `  token   ${operatorToken}`,
    `  curl -X POST -H 'Authorization: Bearer ${operatorToken}' http://acme.localhost:${port}/api/plugins/refresh`,
  ]
}

export function summaryOf(stack: Stack, { seconds, secretsFile }: { seconds: string; secretsFile: string }): string {
  const { port, idpPort, upstreamPort } = stack
  return [
    '',
    `Experience Edge is up (${seconds} s).`,
    '',
    'Open',
    `  http://acme.localhost:${port}      Acme’s portal`,
    `  http://globex.localhost:${port}    Globex’s portal: other plugins, another look`,
    `  http://ops.localhost:${port}       operators`,
    '',
    'Sign in (password: demo)',
    ...PEOPLE.map(([name, tenant, what]) => `  ${name.padEnd(7)} ${tenant.padEnd(7)} ${what}`),
    '',
    'Operate',
    ...operatorLines(stack, secretsFile),
    '',
    'Try',
    '  Take a plugin away at once, and give it back:',
    '  npx experience quarantine hello --tenant acme.localhost --reason "a demo"',
    '  npx experience unquarantine hello --tenant acme.localhost',
    '  The same by a flag alone, which an open page notices with the plugin’s next call:',
    '  npx wrangler kv key put --local --binding CONFIG "quarantine/acme.localhost/hello" on',
    '  npx wrangler kv key delete --local --binding CONFIG "quarantine/acme.localhost/hello"',
    '',
    ...stack.notes,
    `Behind it: identity provider http://localhost:${idpPort}, upstream http://127.0.0.1:${upstreamPort}.`,
    'Ctrl-C ends all of it.',
    '',
  ].join('\n')
}
