/** Components that only show. */
import {
  Alert,
  Badge,
  Button,
  Card,
  Chart,
  EmptyState,
  Grid,
  Icon,
  Skeleton,
  Spinner,
  Stack,
  Stat,
  Table,
  Tabs,
} from '@empowernow/ui'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const ITEMS = [
  { id: 'a', name: 'Blue lamp', stock: 42, state: 'in stock' },
  { id: 'b', name: 'Oak desk', stock: 3, state: 'low' },
  { id: 'c', name: 'Desk organiser with a rather long name', stock: 0, state: 'sold out' },
] as const
const TONES = { 'in stock': 'success', low: 'warning', 'sold out': 'danger' } as const

export function Display() {
  return (
    <>
      <Grid>
        <Card heading="Revenue" description="This week, all regions" emphasis="accent">
          <Stat label="Net sales" value="€ 48,210" change="+12.4 % against last week" tone="success" />
        </Card>
        <Card heading="Orders" actions={<More />}>
          <Stat label="Open" value="118" change="7 need attention" tone="warning" />
        </Card>
        <Card heading="Returns" footer="Updated a minute ago">
          <Stat label="Since Monday" value="9" />
        </Card>
        <Card heading="Loading">
          <Skeleton lines={3} />
        </Card>
      </Grid>
      <Grid column="large">
        <Card heading="Sales by day">
          <Chart title="Sales by day, in euros" titleHidden labels={DAYS} series={[{ name: 'Sales', values: SALES }]} />
        </Card>
        <Card heading="Orders and returns">
          <Chart
            kind="area"
            title="Orders and returns by day"
            titleHidden
            labels={DAYS}
            series={[
              { name: 'Orders', values: [31, 42, 38, 55, 61, 44, 40] },
              { name: 'Returns', values: [4, 3, 9, 12, 7, 6, 5] },
            ]}
          />
        </Card>
      </Grid>
      <Card heading="Inventory" actions={<Button size="small">Add item</Button>}>
        <Table
          caption="Items in the warehouse"
          captionHidden
          rows={ITEMS}
          rowKey={({ id }) => id}
          columns={[
            { id: 'name', header: 'Item', rowHeader: true, cell: ({ name }) => name },
            { id: 'state', header: 'State', cell: ({ state }) => <Badge tone={TONES[state]}>{state}</Badge> },
            { id: 'stock', header: 'Stock', numeric: true, cell: ({ stock }) => stock },
          ]}
        />
      </Card>
      <Messages />
      <Tabs
        label="Item"
        items={[
          { value: 'details', label: 'Details', content: 'Everything about the lamp.' },
          { value: 'history', label: 'History', content: 'Nothing happened yet.' },
          { value: 'access', label: 'Access', content: 'Everyone in the warehouse.' },
        ]}
      />
      <Grid>
        <Card>
          <EmptyState
            heading="No plugins yet"
            icon="plug"
            level={2}
            actions={<Button variant="primary">Browse the catalogue</Button>}
          >
            When an administrator enables one for you, it appears here.
          </EmptyState>
        </Card>
        <Card heading="Waiting">
          <Stack direction="row" gap="l">
            <Spinner />
            <Spinner size="m" label="Loading figures" />
            <Spinner size="l" label="Loading everything" />
          </Stack>
        </Card>
      </Grid>
    </>
  )
}

const SALES = [4200, 5100, 4700, 6800, 8200, 3900, 3100]

function More() {
  return (
    <Button variant="quiet" size="small" square aria-label="Refresh orders">
      <Icon name="refresh" size="s" />
    </Button>
  )
}

function Messages() {
  return (
    <Grid column="large">
      <Alert heading="A new version is out">Reload the page when it suits you.</Alert>
      <Alert tone="success" heading="Saved">
        Blue lamp now has 42 in stock.
      </Alert>
      <Alert tone="warning" heading="Orders are delayed" actions={<Button size="small">Try again</Button>}>
        The stream was lost and is being brought back.
      </Alert>
      <Alert tone="danger" heading="This plugin is quarantined">
        An operator took it out of service.
      </Alert>
    </Grid>
  )
}
