/** The demo people. Development alone: their password is public. */

export const DEMO_PASSWORD = 'demo'

export interface Person {
  /** Login name, and the `sub` of every token. */
  readonly login: string
  readonly name: string
  readonly email: string
  readonly organization: 'acme' | 'globex'
  readonly groups: readonly string[]
  /** One line for the sign-in page. */
  readonly about: string
}

export const PEOPLE: readonly Person[] = [
  {
    login: 'alice',
    name: 'Alice Archer',
    email: 'alice@acme.example',
    organization: 'acme',
    groups: ['staff'],
    about: 'Acme, every plugin',
  },
  {
    login: 'bob',
    name: 'Bob Baker',
    email: 'bob@acme.example',
    organization: 'acme',
    groups: ['staff'],
    about: 'Acme, some plugins',
  },
  {
    login: 'olivia',
    name: 'Olivia Ortiz',
    email: 'olivia@acme.example',
    organization: 'acme',
    groups: ['staff', 'operators'],
    about: 'Acme, operator',
  },
  {
    login: 'gina',
    name: 'Gina Grant',
    email: 'gina@globex.example',
    organization: 'globex',
    groups: ['staff'],
    about: 'Globex',
  },
]

export function personOf(login: string): Person | undefined {
  return PEOPLE.find((person) => person.login === login)
}
