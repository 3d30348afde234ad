/** Asks before an earlier revision becomes live, and says what would change. */
import { useState } from 'react'
import { Button, Modal, Stack, Text } from '@empowernow/ui'
import { Loaded } from './loaded.tsx'
import { revisionPath } from './paths.ts'
import { ROLLBACK_PLAN, type RollbackPlan } from './rollback-preview.ts'
import { useReading } from './use-desk.ts'

interface RollbackDialogProps {
  readonly tenant: string
  readonly to: string
  readonly onClose: () => void
  readonly onConfirm: (to: string) => Promise<void>
}

export function RollbackDialog({ tenant, to, onClose, onConfirm }: RollbackDialogProps) {
  const [busy, setBusy] = useState(false)
  const reading = useReading(revisionPath(tenant, to), ROLLBACK_PLAN)
  const isRefused = reading.result && 'value' in reading.result && reading.result.value.rejections.length > 0
  const confirm = async (): Promise<void> => {
    setBusy(true)
    await onConfirm(to)
  }
  return (
    <Modal
      open
      onClose={onClose}
      heading={`Roll ${tenant} back to ${to.slice(0, 12)}?`}
      description="Open pages follow within a second. The configuration files stay as they are: the next refresh compiles them again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} disabled={isRefused === true} onClick={() => void confirm()}>
            Roll back
          </Button>
        </>
      }
    >
      <Loaded reading={reading} failed="What changes cannot be told">
        {(plan) => <Plan plan={plan} />}
      </Loaded>
    </Modal>
  )
}

function Plan({ plan: { lines, rejections } }: { readonly plan: RollbackPlan }) {
  return (
    <Stack gap="xs">
      {rejections.length > 0 && (
        <>
          <Text tone="danger">
            <strong>It cannot be taken back:</strong>
          </Text>
          <ul data-host="preview">
            {rejections.map(({ where, why }) => (
              <li key={`${where} ${why}`}>
                {where}: {why}
              </li>
            ))}
          </ul>
        </>
      )}
      <Text>
        <strong>{lines.length === 0 ? 'Of the plugins, nothing changes.' : 'What changes:'}</strong>
      </Text>
      {lines.length > 0 && (
        <ul data-host="preview">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Stack>
  )
}
