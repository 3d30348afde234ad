/** Publishes a version: a manifest and a bundle are chosen, the gateway checks them, and then somebody agrees. */
import { useState } from 'react'
import { Button, Modal, Stack, Text } from '@empowernow/ui'
import type { Result } from './desk.ts'
import { FileField } from './file-field.tsx'
import { bundlePath, entryPath } from './paths.ts'
import { readPluginFiles, type PluginFiles } from './plugin-files.ts'
import { RECEIPT, type Receipt } from './receipt.ts'
import { Changes, outcomeOf, Refused, Warnings, type Outcome } from './report.tsx'
import { useDesk } from './use-desk.ts'
import { UPLOADED } from './uploaded.ts'

interface PublishDialogProps {
  readonly tenant: string
  readonly onClose: () => void
  readonly onDone: (outcome: Outcome) => void
}

interface Checked {
  readonly files: PluginFiles
  readonly result: Result<Receipt>
}

export function PublishDialog({ tenant, onClose, onDone }: PublishDialogProps) {
  const desk = useDesk()
  const [manifest, setManifest] = useState<File | null>(null)
  const [bundle, setBundle] = useState<File | null>(null)
  const [checked, setChecked] = useState<Checked | 'nameless' | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = (set: (file: File | null) => void) => (file: File | null) => {
    set(file)
    setChecked(null)
  }
  const check = async (): Promise<void> => {
    if (manifest === null || bundle === null) return
    setBusy(true)
    const files = await readPluginFiles(manifest, bundle)
    if (files === null) setChecked('nameless')
    else {
      const path = entryPath(tenant, files.id, { isDry: true })
      const result = await desk.change({ method: 'PUT', path, body: bodyOf(files) }, RECEIPT)
      setChecked({ files, result })
    }
    setBusy(false)
  }
  const publish = async ({ files }: Checked, { etag }: Receipt): Promise<void> => {
    setBusy(true)
    const { id, version } = files
    const file = { method: 'PUT', path: bundlePath(id, version), file: files.bundle, type: 'text/javascript' } as const
    const uploaded = await desk.upload(file, UPLOADED)
    const entry = { method: 'PUT', path: entryPath(tenant, id), body: bodyOf(files), etag } as const
    const result = 'problem' in uploaded ? uploaded : await desk.change(entry, RECEIPT)
    onDone(outcomeOf(result, `${id} ${version} is live`, `${id} is as it was`))
  }
  const sound = checked !== null && checked !== 'nameless' && 'value' in checked.result ? checked.result.value : null
  return (
    <Modal
      open
      onClose={onClose}
      heading={`Publish a version for ${tenant}`}
      description="A published version never changes its bytes. Nothing is live before you have seen what it changes."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {sound === null || checked === null || checked === 'nameless' ? (
            <Button variant="primary" busy={busy} disabled={!manifest || !bundle} onClick={() => void check()}>
              Check
            </Button>
          ) : (
            <Button variant="primary" busy={busy} onClick={() => void publish(checked, sound)}>
              {sound.changes.some(({ widened }) => widened.length > 0) ? 'Publish, and grant that' : 'Publish'}
            </Button>
          )}
        </>
      }
    >
      <Stack gap="m">
        <Choice onManifest={choose(setManifest)} onBundle={choose(setBundle)} />
        <Found checked={checked} />
      </Stack>
    </Modal>
  )
}

type Choose = (file: File | null) => void

function Choice({ onManifest, onBundle }: { readonly onManifest: Choose; readonly onBundle: Choose }) {
  return (
    <>
      <FileField
        label="Manifest"
        hint="YAML or JSON, with id, version, contributions and permissions."
        accept=".yaml,.yml,.json"
        onChoose={onManifest}
      />
      <FileField label="Bundle" hint="One ES module, as it was built." accept=".js,.mjs" onChoose={onBundle} />
    </>
  )
}

function bodyOf({ manifest, sha256 }: PluginFiles) {
  return { manifest, sha256 }
}

function Found({ checked }: { readonly checked: Checked | 'nameless' | null }) {
  if (checked === null) return null
  if (checked === 'nameless') {
    return <Text tone="danger">The manifest does not begin with an id and a version.</Text>
  }
  const { files, result } = checked
  if ('problem' in result) return <Refused what="This cannot be published" problem={result.problem} />
  return (
    <section aria-label="What it changes" aria-live="polite">
      <Text>
        <strong>
          {files.id} {files.version}
        </strong>{' '}
        is sound. This is what it changes:
      </Text>
      <Changes changes={result.value.changes} />
      <Warnings warnings={result.value.warnings} />
    </section>
  )
}
