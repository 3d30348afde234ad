/** Gives a second version to a part of the people: how far it is, why it was stopped, and the slider for more or fewer. */
import { useId, useState } from 'react'
import { Alert, Button, Card, Stack, Text } from '@empowernow/ui'
import type { Rollout } from './answers.ts'
import { rolloutPath } from './paths.ts'
import { RECEIPT } from './receipt.ts'
import { outcomeOf, type Outcome } from './report.tsx'
import { useDesk } from './use-desk.ts'

interface RolloutCardProps {
  readonly tenant: string
  readonly id: string
  /** Version of everybody else. */
  readonly stable: string
  readonly rollout: Rollout
  readonly onDone: (outcome: Outcome) => void
}

export function RolloutCard({ tenant, id, stable, rollout, onDone }: RolloutCardProps) {
  const desk = useDesk()
  const slider = useId()
  const [percent, setPercent] = useState(rollout.percent)
  const [busy, setBusy] = useState<'set' | 'end' | null>(null)
  const { version, halted } = rollout
  const send = async (kind: 'set' | 'end'): Promise<void> => {
    setBusy(kind)
    const body = kind === 'end' ? { version: null } : { version, percent }
    const result = await desk.send(rolloutPath(tenant, id), body, RECEIPT)
    setBusy(null)
    const done = kind === 'end' ? `Everybody has ${id} ${stable}` : `${percent} % have ${id} ${version}`
    onDone(outcomeOf(result, done, 'The rollout is as it was'))
  }
  return (
    <Card heading="Rollout" description={`${version} beside ${stable}. Each person keeps the version that they have.`}>
      {halted !== null && (
        <Alert tone="danger" heading="Halted: everybody has the version before">
          <Text>{halted}</Text>
        </Alert>
      )}
      <div data-host="slider">
        <label htmlFor={slider}>
          People with {version}
          <output htmlFor={slider}>{percent} %</output>
        </label>
        <input
          id={slider}
          type="range"
          min={0}
          max={100}
          step={1}
          value={percent}
          onChange={({ currentTarget }) => setPercent(currentTarget.valueAsNumber)}
        />
      </div>
      <Stack direction="row" gap="s" wrap>
        <Button
          variant="primary"
          busy={busy === 'set'}
          disabled={halted === null && percent === rollout.percent}
          onClick={() => void send('set')}
        >
          {halted === null ? `Set to ${percent} %` : `Begin again with ${percent} %`}
        </Button>
        <Button busy={busy === 'end'} onClick={() => void send('end')}>
          End it: {stable} for everybody
        </Button>
      </Stack>
    </Card>
  )
}
