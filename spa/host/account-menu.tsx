/** Who is signed in, the look they prefer, and the way out. */
import { useState } from 'react'
import { Button, Icon, Menu, toast, useTheme, type MenuItem } from '@empowernow/ui'
import type { Session } from './answers.ts'
import type { Host } from './host.ts'

interface AccountMenuProps {
  readonly session: Session
  readonly signOut: Host['signOut']
}

export function AccountMenu({ session, signOut }: AccountMenuProps) {
  const { choice, chooseMode } = useTheme()
  const [leaving, setLeaving] = useState(false)
  const { name, email } = session.person
  const leave = async (): Promise<void> => {
    setLeaving(true)
    const problem = await signOut()
    setLeaving(false)
    if (problem) toast({ tone: 'danger', heading: 'Signing out did not work', description: problem.title })
  }
  const items: readonly MenuItem[] = [
    { value: 'light', label: 'Light', icon: 'sun', current: choice === 'light' },
    { value: 'dark', label: 'Dark', icon: 'moon', current: choice === 'dark' },
    { value: 'auto', label: 'As the system', icon: 'system', current: choice === 'auto' },
    { value: 'sign-out', label: 'Sign out', icon: 'sign-out', separated: true },
  ]
  const select = (value: string): void => {
    if (value === 'sign-out') void leave()
    else if (value === 'light' || value === 'dark' || value === 'auto') chooseMode(value)
  }
  return (
    <Menu
      items={items}
      onSelect={select}
      heading={<Person name={name} email={email} />}
      trigger={
        <Button variant="quiet" busy={leaving} data-host="account">
          <span aria-hidden data-host="initials">
            {initialsOf(name)}
          </span>
          <span data-host="account-name">{name}</span>
          <Icon name="chevron-down" size="s" />
        </Button>
      }
    />
  )
}

function Person({ name, email }: { readonly name: string; readonly email: string | undefined }) {
  return (
    <span data-host="person">
      <strong>{name}</strong>
      {email !== undefined && <span>{email}</span>}
    </span>
  )
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.charAt(0) ?? '').join('')
}
