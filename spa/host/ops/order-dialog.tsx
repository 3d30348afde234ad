/** Asks before a plugin is taken out of service or put back: for whom, and why. */
import { useState, type FormEvent } from 'react'
import { Button, Modal, Select, Stack, Text, TextField } from '@empowernow/ui'
import type { OperatedPlugin } from './answers.ts'
import type { Scope } from './desk.ts'

export interface Order {
  readonly action: 'quarantine' | 'unquarantine'
  readonly plugin: string
  readonly scope: Scope
  readonly reason: string
}

interface OrderDialogProps {
  readonly plugin: Pick<OperatedPlugin, 'id' | 'quarantined'>
  readonly tenant: string
  readonly onClose: () => void
  readonly onConfirm: (order: Order) => Promise<void>
}

const WORDS = {
  quarantine: {
    heading: (id: string) => `Quarantine ${id}?`,
    text: 'Its bundle, calls and streams are refused from now on. Open pages take it away at once, and keep the rest.',
    button: 'Quarantine',
  },
  unquarantine: {
    heading: (id: string) => `Put ${id} back into service?`,
    text: 'It loads and calls again for everyone who may see it.',
    button: 'Put back',
  },
} as const

export function OrderDialog({ plugin, tenant, onClose, onConfirm }: OrderDialogProps) {
  const action = plugin.quarantined ? 'unquarantine' : 'quarantine'
  const [scope, setScope] = useState<Scope>(plugin.quarantined?.scope ?? 'tenant')
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const words = WORDS[action]
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (action === 'quarantine' && reason.trim() === '') return setMissing(true)
    setBusy(true)
    await onConfirm({ action, plugin: plugin.id, scope, reason: reason.trim() })
  }
  return (
    <Modal open onClose={onClose} heading={words.heading(plugin.id)} description={words.text}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="m">
          {action === 'quarantine' ? (
            <>
              <Select
                label="For"
                value={scope}
                onValueChange={(value) => setScope(value === 'all' ? 'all' : 'tenant')}
                options={[
                  { value: 'tenant', label: `Only ${tenant}` },
                  { value: 'all', label: 'Every tenant' },
                ]}
              />
              <TextField
                label="Reason"
                hint="Stands in the record, and in the answer people's pages get."
                {...(missing && reason.trim() === '' ? { error: 'Say why, for whoever finds it gone.' } : {})}
                required
                maxLength={500}
                value={reason}
                onChange={({ currentTarget }) => setReason(currentTarget.value)}
              />
            </>
          ) : (
            <Text>
              {scope === 'all'
                ? 'It is quarantined for every tenant, and comes back for every tenant.'
                : `This concerns ${tenant}.`}
            </Text>
          )}
          <Stack direction="row" gap="s" justify="end">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant={action === 'quarantine' ? 'danger' : 'primary'} busy={busy}>
              {words.button}
            </Button>
          </Stack>
        </Stack>
      </form>
    </Modal>
  )
}
