/** Tabs, Breadcrumb, Modal. */
import { Breadcrumb, Button, Modal, Select, Stack, Tabs, TextField } from '@empowernow/ui'
import { useState } from 'react'

/** Arrows move in the reading direction, Home and End to the ends. */
export function TabSet() {
  return (
    <Tabs
      label="Item"
      items={[
        { value: 'details', label: 'Details', content: 'Everything about the lamp.' },
        { value: 'history', label: 'History', content: 'Nothing happened yet.' },
        { value: 'access', label: 'Access', content: 'Everyone in the warehouse.' },
      ]}
    />
  )
}

/** Where a page stands, from the top down. */
export function Breadcrumbs() {
  return (
    <Breadcrumb
      items={[{ label: 'Home', href: '/' }, { label: 'Inventory', href: '/plugins/inventory' }, { label: 'Blue lamp' }]}
    />
  )
}

const REASONS = [
  { value: 'broken', label: 'It is broken' },
  { value: 'double', label: 'It stands here twice' },
] as const

/** The browser keeps the focus inside, Escape closes, and the focus goes back to what opened it. */
export function Modals() {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Stack direction="row">
      <Button onClick={() => setOpen(true)}>Open modal</Button>
      <Modal
        open={open}
        onClose={close}
        heading="Delete “Blue lamp”?"
        description="It disappears for everyone, and cannot be brought back."
        footer={
          <>
            <Button onClick={close}>Keep it</Button>
            <Button variant="danger" onClick={close}>
              Delete
            </Button>
          </>
        }
      >
        <Select label="Reason" options={REASONS} />
        <TextField label="Type the item’s name" />
      </Modal>
    </Stack>
  )
}
