/** The gallery's own page around the components. */
import { Badge, Breadcrumb, Container, Icon, Menu, Button, Stack, Text } from '@empowernow/ui'
import type { ReactNode } from 'react'

export function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Container width="wide" role="banner">
        <Stack direction="row" justify="between" style={{ paddingBlock: 14 }}>
          <Stack direction="row" gap="s">
            <img src="/assets/brand/acme.svg" alt="" width="28" height="28" />
            <strong>Acme</strong>
            <Badge tone="info">preview</Badge>
          </Stack>
          <Menu
            heading="Signed in as Alice Archer"
            trigger={
              <Button variant="quiet">
                <Icon name="user" size="s" />
                Alice Archer
              </Button>
            }
            items={[
              { value: 'light', label: 'Light', icon: 'sun', current: true },
              { value: 'dark', label: 'Dark', icon: 'moon' },
              { value: 'system', label: 'As the system', icon: 'system', disabled: true },
              { value: 'out', label: 'Sign out', icon: 'sign-out', tone: 'danger', separated: true },
            ]}
            onSelect={(value) => document.documentElement.setAttribute('data-selected', value)}
          />
        </Stack>
      </Container>
      <Container width="wide" role="main">
        <Stack gap="l" style={{ paddingBlock: '24px 64px' }}>
          <Breadcrumb
            items={[
              { label: 'Home', href: '/' },
              { label: 'Inventory', href: '/plugins/inventory' },
              { label: 'Blue lamp' },
            ]}
          />
          <Stack gap="xs">
            <h1>Good morning, Alice</h1>
            <Text tone="muted">
              Three plugins are live. <a href="/plugins/inventory">Stock</a> changed while you were away.
            </Text>
          </Stack>
          {children}
        </Stack>
      </Container>
    </>
  )
}
