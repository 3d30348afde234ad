/** Asks why one person has a plugin or not, and shows every gate on the way. */
import { useState, type FormEvent } from 'react'
import { Badge, Button, Card, Select, Text, TextField, type Tone } from '@empowernow/ui'
import { METHODS } from '#core/manifest'
import { Code } from './facts.tsx'
import { Loaded } from './loaded.tsx'
import { headlineOf } from './headline.ts'
import { explainPath } from './paths.ts'
import { EXPLANATION, type Explanation, type ToldGate } from './plugin-answer.ts'
import { useReading } from './use-desk.ts'

interface ExplainCardProps {
  readonly tenant: string
  readonly id: string
}

const METHOD_OPTIONS = METHODS.map((value) => ({ value, label: value }))

export function ExplainCard({ tenant, id }: ExplainCardProps) {
  const [subject, setSubject] = useState('')
  const [method, setMethod] = useState<string>('GET')
  const [path, setPath] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  const reading = useReading(asked, EXPLANATION)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const call = path.trim() === '' ? { method: '', path: '' } : { method, path: path.trim() }
    setAsked(explainPath({ tenant, plugin: id, subject: subject.trim(), ...call }))
    if (asked !== null) reading.reload()
  }
  return (
    <Card heading="Why is it there, or not?" description="Every gate in the order in which a request meets them.">
      <form data-host="explain" onSubmit={submit}>
        <TextField
          label="Person"
          hint="Name at the identity provider, or the whole subject id. Without one, nobody is asked about."
          placeholder="alice"
          spellCheck={false}
          autoCapitalize="none"
          value={subject}
          onChange={({ currentTarget }) => setSubject(currentTarget.value)}
        />
        <Select label="Method" value={method} onValueChange={setMethod} options={METHOD_OPTIONS} />
        <TextField
          label="Path of a call"
          hint="Without one, the allow-list is not asked."
          placeholder="/api/crud/items"
          spellCheck={false}
          autoCapitalize="none"
          value={path}
          onChange={({ currentTarget }) => setPath(currentTarget.value)}
        />
        <Button type="submit" variant="primary" busy={asked !== null && reading.isReading}>
          Explain
        </Button>
      </form>
      {asked !== null && (
        <Loaded reading={reading} failed="The gates cannot be told">
          {(explanation) => <Gates explanation={explanation} />}
        </Loaded>
      )}
    </Card>
  )
}

const TONES: Record<ToldGate['verdict'], Tone> = { pass: 'success', warn: 'warning', stop: 'danger', skip: 'neutral' }
const WORDS = { pass: 'Pass', warn: 'Warning', stop: 'Stop', skip: 'Not asked' } as const

function Gates({ explanation: { gates } }: { readonly explanation: Explanation }) {
  return (
    <section aria-label="Gates" aria-live="polite" data-host="gates">
      <Text>
        <strong>{headlineOf(gates)}</strong>
      </Text>
      <ol>
        {gates.map((gate) => (
          <li key={`${gate.gate} ${gate.about}`} data-verdict={gate.verdict}>
            <Badge tone={TONES[gate.verdict]}>{WORDS[gate.verdict]}</Badge>
            <div>
              <strong>{gate.gate}</strong>
              {gate.about !== null && <Code text={gate.about} />}
              <p>{gate.why}</p>
              {gate.decidedBy !== '' && (
                <p data-host="decided">
                  Decided by <Code text={gate.decidedBy} />
                </p>
              )}
              {gate.remedy !== null && <p data-host="remedy">{gate.remedy}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
