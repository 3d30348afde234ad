/** Begins a rollout: a second version, for a part of the people at first. */
import { useState } from 'react'
import { Button, Card, Stack, TextField } from '@empowernow/ui'
import { FileField } from './file-field.tsx'
import { bundlePath, rolloutPath } from './paths.ts'
import { RECEIPT } from './receipt.ts'
import { outcomeOf, type Outcome } from './report.tsx'
import { UPLOADED } from './uploaded.ts'
import { useDesk } from './use-desk.ts'

interface RolloutStartProps {
  readonly tenant: string
  readonly id: string
  /** The version that everybody has. */
  readonly stable: string
  readonly onDone: (outcome: Outcome) => void
}

export function RolloutStart({ tenant, id, stable, onDone }: RolloutStartProps) {
  const desk = useDesk()
  const [version, setVersion] = useState('')
  const [percent, setPercent] = useState('10')
  const [bundle, setBundle] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const begin = async (): Promise<void> => {
    setBusy(true)
    const wanted = version.trim()
    const path = bundlePath(id, wanted)
    const uploaded =
      bundle === null
        ? null
        : await desk.upload({ method: 'PUT', path, file: bundle, type: 'text/javascript' }, UPLOADED)
    const body = { version: wanted, percent: Number(percent) }
    const result =
      uploaded && 'problem' in uploaded ? uploaded : await desk.send(rolloutPath(tenant, id), body, RECEIPT)
    setBusy(false)
    onDone(outcomeOf(result, `${percent} % have ${id} ${wanted}`, `Everybody still has ${id} ${stable}`))
  }
  return (
    <Card
      heading="Roll out a second version"
      description={`Beside ${stable}, with its permissions and pages. It stops by itself when it fails for several people.`}
    >
      <form
        data-host="rollout-start"
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
      >
        <TextField
          label="Version"
          required
          placeholder="1.1.0"
          spellCheck={false}
          value={version}
          onChange={({ currentTarget }) => setVersion(currentTarget.value)}
        />
        <TextField
          label="People, of a hundred"
          type="number"
          min={0}
          max={100}
          required
          value={percent}
          onChange={({ currentTarget }) => setPercent(currentTarget.value)}
        />
        <FileField
          label="Bundle"
          hint="Not needed where this version was uploaded before."
          accept=".js,.mjs"
          onChoose={setBundle}
        />
        <Stack direction="row" justify="end">
          <Button type="submit" variant="primary" busy={busy} disabled={version.trim() === ''}>
            Begin the rollout
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
