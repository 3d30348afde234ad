/** Components that come up above the page. */
import { Button, Modal, Select, Stack, TextField, toast } from '@empowernow/ui'
import { useState } from 'react'

const REASONS = [
  { value: 'broken', label: 'It is broken' },
  { value: 'double', label: 'It stands here twice' },
] as const

export function Overlays() {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Stack direction="row" gap="xs" wrap>
      <Button onClick={() => setOpen(true)}>Open modal</Button>
      <Button
        onClick={() =>
          toast({
            heading: 'Item saved',
            description: 'Blue lamp has 42 in stock.',
            tone: 'success',
            action: { label: 'Undo', onClick: close },
          })
        }
      >
        Show toast
      </Button>
      <Button onClick={() => toast({ heading: 'The stream was refused', tone: 'danger' })}>Show failure</Button>
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
