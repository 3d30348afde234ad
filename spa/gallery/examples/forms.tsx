/** TextField, Select, DatePicker, Checkbox, Switch, Field, Form. */
import {
  Button,
  Checkbox,
  DatePicker,
  Field,
  Form,
  type FormError,
  Grid,
  Select,
  Stack,
  Switch,
  TextField,
  toast,
} from '@empowernow/ui'
import { type FormEvent, useState } from 'react'

/** Label, hint and error belong to the control for everybody. */
export function TextFields() {
  return (
    <Grid>
      <TextField label="Name" required defaultValue="Blue lamp" />
      <TextField label="Article number" hint="As it stands on the box." placeholder="LMP-0001" />
      <TextField label="Stock" inputMode="numeric" defaultValue="-3" error="Stock cannot be less than zero." />
      <TextField label="Tenant" disabled defaultValue="acme.example" />
    </Grid>
  )
}

const REGIONS = [
  { value: 'eu', label: 'Europe' },
  { value: 'us', label: 'United States' },
  { value: 'mars', label: 'Mars', disabled: true },
] as const

/** Opens by press, Enter, Space or arrows; letters jump to a name. */
export function Selects() {
  return (
    <Grid>
      <Select label="Region" required options={REGIONS} defaultValue="eu" />
      <Select label="Warehouse" options={REGIONS} error="Choose a warehouse." />
      <Select label="Carrier" options={REGIONS} disabled hint="Chosen by your organisation." />
    </Grid>
  )
}

/** Typed, or chosen: Page Up and Page Down turn months. The form gets an ISO 8601 day. */
export function DatePickers() {
  return (
    <Grid>
      <DatePicker label="Delivery" defaultValue="2026-11-23" min="2026-11-09" max="2026-12-18" />
      <DatePicker label="Invoice day" hint="Leave it empty for today." />
      <DatePicker label="Closed since" error="That day is not over yet." defaultValue="2026-11-30" />
      <DatePicker label="Founded" disabled defaultValue="2019-04-01" />
    </Grid>
  )
}

/** A box is ticked with a form, a switch acts at once. */
export function Choices() {
  return (
    <Grid>
      <Stack gap="s">
        <Checkbox label="Send me a weekly summary" defaultChecked />
        <Checkbox label="I have read the rules" error="Please read the rules first." />
        <Checkbox label="Managed by your organisation" disabled defaultChecked />
      </Stack>
      <Stack gap="s">
        <Switch label="Live updates" hint="Figures change as orders come in." defaultChecked />
        <Switch label="Sound" />
        <Switch label="Beta features" disabled />
      </Stack>
    </Grid>
  )
}

/** Label, hint and error for a control of your own: spread what you are given. */
export function FieldWrapper() {
  return (
    <Field label="Note to the driver" hint="At most two lines.">
      {(control) => <textarea {...control} rows={2} data-ee="input" />}
    </Field>
  )
}

/** Sent with mistakes, it says so at its top, and leads to each of them. */
export function FormWithSummary() {
  const [errors, setErrors] = useState<readonly FormError[]>([])
  const messageFor = (name: string) => errors.find((error) => error.name === name)?.message
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const found = [
      { name: 'item', message: 'Say which item is to be sent.' },
      { name: 'until', message: 'Choose a day.' },
    ].filter(({ name }) => !given.get(name))
    setErrors(found)
    if (found.length === 0) toast({ tone: 'success', heading: 'Sent' })
  }
  return (
    <Form errors={errors} onSubmit={send} aria-label="Request a delivery">
      <TextField name="item" label="Item" required error={messageFor('item')} />
      <DatePicker name="until" label="Until" required error={messageFor('until')} />
      <Stack direction="row">
        <Button type="submit" variant="primary">
          Request
        </Button>
      </Stack>
    </Form>
  )
}
