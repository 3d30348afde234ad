/** Signing a person out: at this tenant, or wherever they are. */
import { useState, type FormEvent } from 'react'
import { Alert, Button, Card, Modal, Select, Stack, Text, TextField } from '@empowernow/ui'
import type { Result, Scope } from './desk.ts'
import { ENDED, type Ended } from './ended.ts'
import { Code, Fact, Facts, Moment } from './facts.tsx'
import { PageHeader } from './page-header.tsx'
import { endSessionsPath } from './paths.ts'
import { Refused } from './report.tsx'
import { useDesk } from './use-desk.ts'

interface Wanted {
  readonly subject: string
  readonly scope: Scope
}

export function SessionsPage({ tenant }: { readonly tenant: string }) {
  const desk = useDesk()
  const [asking, setAsking] = useState<Wanted | null>(null)
  const [result, setResult] = useState<Result<Ended> | null>(null)
  const end = async ({ subject, scope }: Wanted): Promise<void> => {
    setResult(await desk.send(endSessionsPath(tenant, scope), { subject }, ENDED))
    setAsking(null)
  }
  return (
    <Stack gap="l">
      <PageHeader above={tenant} heading="Sessions">
        Somebody has left, or a device is lost: end what they are signed in with.
      </PageHeader>
      {result && <Answer result={result} />}
      <Card
        heading="End somebody’s sessions"
        description="Their next request is refused, and open pages say so within 15 seconds. Whether they can sign in again is for the identity provider to say."
      >
        <EndForm tenant={tenant} onAsk={setAsking} />
      </Card>
      {asking && <EndDialog tenant={tenant} wanted={asking} onClose={() => setAsking(null)} onConfirm={end} />}
    </Stack>
  )
}

interface EndFormProps {
  readonly tenant: string
  readonly onAsk: (wanted: Wanted) => void
}

function EndForm({ tenant, onAsk }: EndFormProps) {
  const [person, setPerson] = useState('')
  const [scope, setScope] = useState<Scope>('tenant')
  const [missing, setMissing] = useState(false)
  const subject = person.trim()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setMissing(subject === '')
    if (subject !== '') onAsk({ subject, scope })
  }
  return (
    <form data-host="sign-out" noValidate onSubmit={submit}>
      <TextField
        label="Person"
        hint="Name, or whole subject id."
        placeholder="bob"
        required
        {...(missing && subject === '' ? { error: 'Say who.' } : {})}
        spellCheck={false}
        autoCapitalize="none"
        value={person}
        onChange={({ currentTarget }) => setPerson(currentTarget.value)}
      />
      <Select
        label="Where"
        value={scope}
        onValueChange={(value) => setScope(value === 'all' ? 'all' : 'tenant')}
        options={[
          { value: 'tenant', label: `Only at ${tenant}` },
          { value: 'all', label: 'At every tenant' },
        ]}
      />
      <Button type="submit" variant="danger">
        End their sessions
      </Button>
    </form>
  )
}

interface EndDialogProps {
  readonly tenant: string
  readonly wanted: Wanted
  readonly onClose: () => void
  readonly onConfirm: (wanted: Wanted) => Promise<void>
}

function EndDialog({ tenant, wanted, onClose, onConfirm }: EndDialogProps) {
  const [busy, setBusy] = useState(false)
  const confirm = async (): Promise<void> => {
    setBusy(true)
    await onConfirm(wanted)
  }
  return (
    <Modal
      open
      onClose={onClose}
      heading={`End every session of ${wanted.subject}?`}
      description={wanted.scope === 'all' ? 'At every tenant, this one included.' : `At ${tenant} alone.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} onClick={() => void confirm()}>
            End them
          </Button>
        </>
      }
    >
      <Text>What they have typed in an open page and not saved is lost.</Text>
    </Modal>
  )
}

function Answer({ result }: { readonly result: Result<Ended> }) {
  if ('problem' in result) return <Refused what="No session was ended" problem={result.problem} />
  const { subject, sessions, at, by, requestId } = result.value
  const count = `${sessions.toLocaleString()} ${sessions === 1 ? 'session' : 'sessions'}`
  return (
    <Alert tone="success" heading={sessions === 0 ? `${subject} was not signed in` : `${count} of ${subject} ended`}>
      <Facts>
        <Fact label="When">
          <Moment at={at} />
        </Fact>
        <Fact label="By">{by}</Fact>
        <Fact label="Request">
          <Code text={requestId} />
        </Fact>
      </Facts>
    </Alert>
  )
}
