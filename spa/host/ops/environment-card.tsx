/** Everything in one archive: taken away for safe keeping, and brought back. */
import { useState } from 'react'
import { Alert, Button, ButtonLink, Card, Checkbox, Modal, Stack, Text } from '@empowernow/ui'
import type { Result } from './desk.ts'
import { FileField } from './file-field.tsx'
import { EXPORT_PATH, importPath } from './paths.ts'
import { Refused, Report, type Outcome } from './report.tsx'
import { IMPORTED, type Imported } from './uploaded.ts'
import { useDesk } from './use-desk.ts'
import { useRefresh } from './use-refresh.ts'

export function EnvironmentCard({ tenant, onDone }: { readonly tenant: string; readonly onDone: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const [imported, setImported] = useState<Imported | null>(null)
  const settle = (done: Imported): void => {
    setAsking(false)
    setImported(done)
    onDone()
  }
  return (
    <Card
      heading="The whole environment"
      description="All configuration, policies, quarantine flags and bundles of every tenant, in one archive (.tar.gz)."
    >
      {imported && <ImportedNote tenant={tenant} imported={imported} />}
      <Stack direction="row" gap="s" wrap>
        <ButtonLink href={EXPORT_PATH} download>
          Export
        </ButtonLink>
        <Button onClick={() => setAsking(true)}>Import</Button>
      </Stack>
      {isAsking && <ImportDialog onClose={() => setAsking(false)} onDone={settle} />}
    </Card>
  )
}

/** Imported is not live: offers the step between. */
function ImportedNote({
  tenant,
  imported: { written, same },
}: {
  readonly tenant: string
  readonly imported: Imported
}) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const { busy, refresh } = useRefresh(tenant, setOutcome)
  if (outcome) return <Report outcome={outcome} />
  return (
    <Alert
      tone="success"
      heading={`${written.length} written, ${same} were there already. Nothing of it is live yet.`}
      actions={
        <Button variant="primary" busy={busy === 'all'} onClick={() => void refresh('all')}>
          Refresh every tenant
        </Button>
      }
    />
  )
}

interface ImportDialogProps {
  readonly onClose: () => void
  readonly onDone: (imported: Imported) => void
}

function ImportDialog({ onClose, onDone }: ImportDialogProps) {
  const desk = useDesk()
  const [archive, setArchive] = useState<File | null>(null)
  const [isReplacing, setReplacing] = useState(false)
  const [checked, setChecked] = useState<Result<Imported> | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (isDry: boolean): Promise<void> => {
    if (archive === null) return
    setBusy(true)
    const path = importPath({ isDry, isReplacing })
    const result = await desk.upload({ method: 'POST', path, file: archive, type: 'application/gzip' }, IMPORTED)
    setBusy(false)
    if (!isDry && 'value' in result) onDone(result.value)
    else setChecked(result)
  }
  const isSound = checked !== null && 'value' in checked
  return (
    <Modal
      open
      onClose={onClose}
      heading="Import an archive?"
      description="It is checked as a whole first. What is written is live for nobody until a refresh compiles it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={isSound && isReplacing ? 'danger' : 'primary'}
            busy={busy}
            disabled={archive === null}
            onClick={() => void send(!isSound)}
          >
            {isSound ? 'Import' : 'Check'}
          </Button>
        </>
      }
    >
      <Stack gap="m">
        <FileField
          label="Archive"
          hint="As an export wrote it, here or with the command line."
          accept=".gz,.tgz"
          onChoose={(file) => {
            setArchive(file)
            setChecked(null)
          }}
        />
        <Checkbox
          label="Write over what is there and differs"
          checked={isReplacing}
          onChange={({ currentTarget }) => {
            setReplacing(currentTarget.checked)
            setChecked(null)
          }}
        />
        {checked && <ImportPreview checked={checked} />}
      </Stack>
    </Modal>
  )
}

function ImportPreview({ checked }: { readonly checked: Result<Imported> }) {
  if ('problem' in checked) return <Refused what="This cannot be imported" problem={checked.problem} />
  const { written, replaced, same } = checked.value
  return (
    <section aria-label="What is written" aria-live="polite">
      <Text>
        <strong>{written.length === 0 ? 'Everything is there already.' : `${written.length} would be written:`}</strong>{' '}
        {same} are there already.
      </Text>
      <ul data-host="preview">
        {written.map((key) => (
          <li key={key}>
            <code>{key}</code>
            {replaced.includes(key) && ', over other content'}
          </li>
        ))}
      </ul>
    </section>
  )
}
