/** Button, ButtonLink, Menu, Badge, Icon. */
import { Badge, Button, ButtonLink, Icon, Menu, Stack, toast } from '@empowernow/ui'

/** One primary a view. Danger is for what cannot be undone. */
export function ButtonVariants() {
  return (
    <Stack direction="row" gap="xs" wrap>
      <Button variant="primary">Primary</Button>
      <Button>Secondary</Button>
      <Button variant="quiet">Quiet</Button>
      <Button variant="danger">Delete</Button>
      <ButtonLink href="#link">
        <Icon name="page" size="s" />A link
      </ButtonLink>
    </Stack>
  )
}

/** A busy button keeps the focus, ignores presses and says so. */
export function ButtonStates() {
  return (
    <Stack direction="row" gap="xs" wrap>
      <Button variant="primary" busy>
        Saving
      </Button>
      <Button disabled>Disabled</Button>
      <Button size="small">Small</Button>
      <Button size="small" variant="quiet" square aria-label="Edit">
        <Icon name="edit" size="s" />
      </Button>
      <Button square aria-label="Search">
        <Icon name="search" />
      </Button>
    </Stack>
  )
}

/** Opens by press, Enter, Space or Arrow Down; letters jump; Escape gives the focus back. */
export function Menus() {
  return (
    <Stack direction="row">
      <Menu
        heading="Signed in as Alice Archer"
        placement="bottom-start"
        trigger={
          <Button>
            <Icon name="user" size="s" />
            Account
            <Icon name="chevron-down" size="s" />
          </Button>
        }
        items={[
          { value: 'light', label: 'Light', icon: 'sun', current: true },
          { value: 'dark', label: 'Dark', icon: 'moon' },
          { value: 'system', label: 'As the system', icon: 'system', disabled: true },
          { value: 'out', label: 'Sign out', icon: 'sign-out', tone: 'danger', separated: true },
        ]}
        onSelect={(value) => toast({ heading: `Chosen: ${value}` })}
      />
    </Stack>
  )
}

/** A state beside a name. The word says it; the colour only helps. */
export function Badges() {
  return (
    <Stack direction="row" gap="xs" wrap>
      <Badge>neutral</Badge>
      <Badge tone="info">preview</Badge>
      <Badge tone="success">in stock</Badge>
      <Badge tone="warning">low</Badge>
      <Badge tone="danger">sold out</Badge>
    </Stack>
  )
}
