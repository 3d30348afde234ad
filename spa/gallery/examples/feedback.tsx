/** Alert, Toast, EmptyState, Spinner, Skeleton. */
import { Alert, Button, Card, EmptyState, Grid, Skeleton, Spinner, Stack, toast } from '@empowernow/ui'

/** Danger is read out at once, the others when the reader is idle. */
export function Alerts() {
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

/** Comes and goes by itself; resting on it stops the clock. */
export function Toasts() {
  const saved = {
    heading: 'Item saved',
    description: 'Blue lamp has 42 in stock.',
    tone: 'success',
    action: { label: 'Undo', onClick: () => toast({ heading: 'Undone' }) },
  } as const
  return (
    <Stack direction="row" gap="xs" wrap>
      <Button onClick={() => toast(saved)}>Show toast</Button>
      <Button onClick={() => toast({ heading: 'The stream was refused', tone: 'danger' })}>Show failure</Button>
    </Stack>
  )
}

/** Says why there is nothing, and offers the next step. */
export function Empty() {
  return (
    <Card>
      <EmptyState
        heading="No plugins yet"
        icon="plug"
        actions={<Button variant="primary">Browse the catalogue</Button>}
      >
        When an administrator enables one for you, it appears here.
      </EmptyState>
    </Card>
  )
}

/** A skeleton where the shape is known, a spinner where it is not. */
export function Waiting() {
  return (
    <Grid>
      <Card heading="Skeleton">
        <Skeleton lines={3} />
      </Card>
      <Card heading="Spinner">
        <Stack direction="row" gap="l">
          <Spinner />
          <Spinner size="m" label="Loading figures" />
          <Spinner size="l" label="Loading everything" />
        </Stack>
      </Card>
    </Grid>
  )
}
