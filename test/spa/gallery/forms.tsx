/** Components that take input. */
import { Button, ButtonLink, Card, Checkbox, Grid, Icon, Select, Stack, Switch, TextField } from '@empowernow/ui'

const REGIONS = [
  { value: 'eu', label: 'Europe' },
  { value: 'us', label: 'United States' },
  { value: 'mars', label: 'Mars', disabled: true },
] as const

export function Forms() {
  return (
    <Grid column="large">
      <Card heading="Edit item" footer="Fields with an asterisk must be filled in.">
        <TextField label="Name" required defaultValue="Blue lamp" />
        <TextField label="Article number" hint="As it stands on the box." placeholder="LMP-0001" />
        <TextField label="Stock" inputMode="numeric" defaultValue="-3" error="Stock cannot be less than zero." />
        <Select label="Region" required options={REGIONS} defaultValue="eu" />
        <Select label="Warehouse" options={REGIONS} error="Choose a warehouse." />
        <Stack direction="row" gap="xs">
          <Button variant="primary">Save</Button>
          <Button>Cancel</Button>
        </Stack>
      </Card>
      <Card heading="Settings">
        <Switch label="Live updates" hint="Figures change as orders come in." defaultChecked />
        <Switch label="Sound" />
        <Switch label="Beta features" disabled />
        <Checkbox label="Send me a weekly summary" defaultChecked />
        <Checkbox label="I have read the rules" error="Please read the rules first." />
        <Checkbox label="Managed by your organisation" disabled defaultChecked />
        <Stack direction="row" gap="xs" wrap>
          <Button variant="primary">Primary</Button>
          <Button>Secondary</Button>
          <Button variant="quiet">Quiet</Button>
          <Button variant="danger">Delete</Button>
          <Button variant="primary" busy>
            Saving
          </Button>
          <Button disabled>Disabled</Button>
          <ButtonLink href="/hello">
            <Icon name="page" size="s" />
            A link
          </ButtonLink>
        </Stack>
      </Card>
    </Grid>
  )
}
