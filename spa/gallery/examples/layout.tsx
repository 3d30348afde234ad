/** Container, Grid, Stack, Card, Stat, Text. */
import { Badge, Button, Card, Container, Grid, Icon, Stack, Stat, Text } from '@empowernow/ui'

/** One figure a card; the accent marks the one that matters most. */
export function Cards() {
  return (
    <Grid>
      <Card heading="Revenue" description="This week, all regions" emphasis="accent">
        <Stat label="Net sales" value="€ 48,210" change="+12.4 % against last week" tone="success" />
      </Card>
      <Card
        heading="Orders"
        actions={
          <Button variant="quiet" size="small" square aria-label="Refresh orders">
            <Icon name="refresh" size="s" />
          </Button>
        }
      >
        <Stat label="Open" value="118" change="7 need attention" tone="warning" />
      </Card>
      <Card heading="Returns" footer="Updated a minute ago">
        <Stat label="Since Monday" value="9" />
      </Card>
    </Grid>
  )
}

/** Columns fold by themselves where room is short. */
export function Grids() {
  return (
    <Grid column="small" gap="s">
      {['Lisbon', 'Nairobi', 'Osaka', 'Quito'].map((city) => (
        <Card key={city}>
          <Stack direction="row" justify="between">
            <strong>{city}</strong>
            <Badge tone="success">open</Badge>
          </Stack>
        </Card>
      ))}
    </Grid>
  )
}

/** A row with even space, and a second line that runs across. */
export function Stacks() {
  return (
    <Stack gap="s">
      <Stack direction="row" gap="xs" wrap>
        <Button variant="primary">Save</Button>
        <Button>Preview</Button>
        <Button variant="quiet">Cancel</Button>
      </Stack>
      <Stack direction="row" justify="between">
        <Text tone="muted">Saved a minute ago</Text>
        <Badge>draft</Badge>
      </Stack>
    </Stack>
  )
}

/** The page’s measure: narrow for prose, wide for dashboards. */
export function Containers() {
  return (
    <Container width="narrow">
      <Card>
        <Text size="l">A line of prose is easiest to read when it holds about sixty to seventy characters.</Text>
        <Text size="s" tone="muted">
          That is what the narrow container is for.
        </Text>
      </Card>
    </Container>
  )
}
