/** Button, ButtonLink, Menu, Badge, Icon, VisuallyHidden. */
import {
  Badge,
  Button,
  ButtonLink,
  Icon,
  type IconName,
  Menu,
  Stack,
  Text,
  toast,
  VisuallyHidden,
} from '@empowernow/ui'

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

const NAMES: readonly IconName[] = [
  'activity',
  'arrow-down',
  'arrow-up',
  'bolt',
  'box',
  'calendar',
  'chart',
  'check',
  'chevron-down',
  'chevron-start',
  'chevron-end',
  'close',
  'copy',
  'edit',
  'error',
  'home',
  'info',
  'list',
  'menu',
  'moon',
  'page',
  'plug',
  'plus',
  'refresh',
  'search',
  'shield',
  'sign-out',
  'sun',
  'system',
  'tick',
  'trash',
  'user',
  'warning',
]

/** Drawn with the colour of the text; one that stands alone has a label. */
export function Icons() {
  return (
    <Stack gap="l">
      <Stack direction="row" gap="m" wrap>
        {NAMES.map((name) => (
          <Stack key={name} direction="row" gap="xs">
            <Icon name={name} size="s" />
            <Text size="s">{name}</Text>
          </Stack>
        ))}
      </Stack>
      <Stack direction="row" gap="m">
        <Icon name="bolt" size="s" label="Fast, small" />
        <Icon name="bolt" label="Fast" />
        <Icon name="bolt" size="l" label="Fast, large" />
      </Stack>
    </Stack>
  )
}

/** What a look takes in at once, a listener has to be told. */
export function HiddenWords() {
  return (
    <Stack direction="row" gap="s">
      <Text>Blue lamp</Text>
      <Badge tone="warning">
        <VisuallyHidden>Stock is </VisuallyHidden>low
      </Badge>
    </Stack>
  )
}
