/** Switches a plugin on or off, or takes its entry out: says what that changes, and then does it over what was seen. */
import { useEffect, useState } from 'react'
import { Button, Modal, Skeleton } from '@empowernow/ui'
import type { EntryCall, Result } from './desk.ts'
import { entryPath } from './paths.ts'
import { RECEIPT, type Receipt } from './receipt.ts'
import { Changes, outcomeOf, Refused, Warnings, type Outcome } from './report.tsx'
import { useDesk } from './use-desk.ts'

export type EntryOrder = 'enable' | 'disable' | 'remove'

const WORDS = {
  enable: { button: 'Enable', done: 'is enabled', text: 'It loads and calls again for everyone who may see it.' },
  disable: {
    button: 'Disable',
    done: 'is disabled',
    text: 'Its entry stays, and its page and widgets go. To stop it for a fault, quarantine it: that says why.',
  },
  remove: {
    button: 'Remove',
    done: 'is removed',
    text: 'Its entry goes, with everything that it says. Its bundles stay, so that a rollback finds them.',
  },
} as const

interface EntryDialogProps {
  readonly tenant: string
  readonly id: string
  readonly order: EntryOrder
  readonly onClose: () => void
  readonly onDone: (outcome: Outcome) => void
}

export function EntryDialog({ tenant, id, order, onClose, onDone }: EntryDialogProps) {
  const desk = useDesk()
  const [preview, setPreview] = useState<Result<Receipt> | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let current = true
    void desk.change(callOf(tenant, id, order, { isDry: true }), RECEIPT).then((result) => {
      if (current) setPreview(result)
    })
    return () => {
      current = false
    }
  }, [desk, tenant, id, order])
  const { button, done, text } = WORDS[order]
  const confirm = async ({ etag }: Receipt): Promise<void> => {
    setBusy(true)
    const result = await desk.change({ ...callOf(tenant, id, order), etag }, RECEIPT)
    onDone(outcomeOf(result, `${id} ${done}`, `${id} is as it was`))
  }
  const seen = preview && 'value' in preview ? preview.value : null
  return (
    <Modal
      open
      onClose={onClose}
      heading={`${button} ${id}?`}
      description={text}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={order === 'enable' ? 'primary' : 'danger'}
            busy={busy}
            disabled={seen === null}
            onClick={() => seen && void confirm(seen)}
          >
            {button}
          </Button>
        </>
      }
    >
      {preview === null ? (
        <div role="status" aria-label="Finding out what changes">
          <Skeleton lines={2} />
        </div>
      ) : 'problem' in preview ? (
        <Refused what="That cannot be done" problem={preview.problem} />
      ) : (
        <>
          <Changes changes={preview.value.changes} />
          <Warnings warnings={preview.value.warnings} />
        </>
      )}
    </Modal>
  )
}

function callOf(tenant: string, id: string, order: EntryOrder, how: { isDry?: boolean } = {}): EntryCall {
  const path = entryPath(tenant, id, how)
  return order === 'remove'
    ? { method: 'DELETE', path }
    : { method: 'PATCH', path, body: { enabled: order === 'enable' } }
}
