/** Asks before an earlier revision becomes live, and says what would change. */
import { useEffect, useState } from 'react'
import { Alert, Button, Modal, Skeleton, Stack, Text } from '@empowernow/ui'
import type { OperatedTenant } from './answers.ts'
import type { Result } from './desk.ts'
import { previewRollback } from './rollback-preview.ts'
import { useDesk } from './use-desk.ts'

interface RollbackDialogProps {
  readonly listed: OperatedTenant
  readonly to: string
  readonly onClose: () => void
  readonly onConfirm: (to: string) => Promise<void>
}

export function RollbackDialog({ listed: { tenant, plugins, previous }, to, onClose, onConfirm }: RollbackDialogProps) {
  const desk = useDesk()
  const [busy, setBusy] = useState(false)
  const isBefore = previous[0] === to
  const [preview, setPreview] = useState<Result<readonly string[]> | 'unknown' | null>(isBefore ? null : 'unknown')
  useEffect(() => {
    let current = true
    if (!isBefore) return
    const ids = plugins.map(({ id }) => id)
    void previewRollback(desk, tenant, ids, to).then((result) => {
      if (current) setPreview(result ?? 'unknown')
    })
    return () => {
      current = false
    }
  }, [desk, tenant, plugins, isBefore, to])
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
          <Button variant="danger" busy={busy} onClick={() => void confirm()}>
            Roll back
          </Button>
        </>
      }
    >
      <Preview preview={preview} />
    </Modal>
  )
}

function Preview({ preview }: { readonly preview: Result<readonly string[]> | 'unknown' | null }) {
  if (preview === null) {
    return (
      <div role="status" aria-label="Finding out what changes">
        <Skeleton lines={3} />
      </div>
    )
  }
  if (preview === 'unknown') {
    return (
      <Text>What this changes is told with the receipt: only the revision before the live one is compared here.</Text>
    )
  }
  if ('problem' in preview) {
    return (
      <Alert tone="warning" heading="What changes cannot be told">
        <Text>{preview.problem.title}.</Text>
      </Alert>
    )
  }
  return (
    <Stack gap="xs">
      <Text>
        <strong>
          {preview.value.length === 0 ? 'Of the plugins there are now, nothing changes.' : 'What changes:'}
        </strong>
      </Text>
      {preview.value.length > 0 && (
        <ul data-host="preview">
          {preview.value.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <Text size="s" tone="muted">
        A plugin that only the earlier revision has comes back too.
      </Text>
    </Stack>
  )
}
