/** Off production: what became of each plugin, the gate that stopped it, and why. */
import { Badge, Modal, Text } from '@empowernow/ui'
import type { Session } from './answers.ts'
import { diagnoseAll, type Diagnosis } from './diagnosis.ts'
import type { Discovery } from './lifecycle.ts'

interface PanelProps {
  readonly session: Session
  readonly discovery: Discovery
  readonly open: boolean
  readonly onClose: () => void
}

export function DiagnosticsPanel({ session, discovery, open, onClose }: PanelProps) {
  const diagnoses = discovery.state === 'done' ? diagnoseAll(discovery.plugins) : []
  return (
    <Modal
      open={open}
      onClose={onClose}
      heading="Diagnostics"
      description={`${session.subject.id} on ${session.tenant}, ${session.environment}, host ${session.hostVersion}`}
      data-host="diagnostics"
    >
      {discovery.state === 'failed' && <Text tone="danger">Discovery failed: {discovery.problem.title}</Text>}
      {discovery.state === 'running' && <Text>Discovery is under way.</Text>}
      {discovery.state === 'done' && diagnoses.length === 0 && <Text>This tenant has no plugins.</Text>}
      <ul data-host="diagnoses">
        {diagnoses.map((diagnosis) => (
          <Entry key={diagnosis.id} diagnosis={diagnosis} />
        ))}
      </ul>
    </Modal>
  )
}

function Entry({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { id, version, state, tone, milliseconds, notes } = diagnosis
  return (
    <li data-plugin={id} data-state={state}>
      <div data-host="diagnosis-head">
        <strong>{id}</strong>
        <span>{version}</span>
        <Badge tone={tone}>{state}</Badge>
        {milliseconds !== null && <span>{milliseconds} ms</span>}
      </div>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </li>
  )
}
