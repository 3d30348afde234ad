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

const METHOD_OPTIONS = METHODS.map((value) => ({ value, label: value }))

/** Of what is live for one plugin. */
export function ExplainCard({ tenant, id }: { readonly tenant: string; readonly id: string }) {
  const [asked, setAsked] = useState<string | null>(null)
  const reading = useReading(asked, EXPLANATION)
  const ask = (question: ExplainQuestion): void => {
    setAsked(explainPath({ tenant, ...question, plugin: id }))
    if (asked !== null) reading.reload()
  }
  return (
    <Card heading="Why is it there, or not?" description="Every gate in the order in which a request meets them.">
      <ExplainForm onAsk={ask} isBusy={asked !== null && reading.isReading} />
      {asked !== null && (
        <Loaded reading={reading} failed="The gates cannot be told">
          {(explanation) => <Gates explanation={explanation} />}
        </Loaded>
      )}
    </Card>
  )
}

export interface ExplainQuestion {
  readonly plugin: string
  readonly subject: string
  readonly method: string
  readonly path: string
}

interface ExplainFormProps {
  /** Whether the form asks which plugin it is about. */
  readonly ofAnyPlugin?: boolean
  readonly isBusy: boolean
  readonly onAsk: (question: ExplainQuestion) => void
}

export function ExplainForm({ ofAnyPlugin = false, isBusy, onAsk }: ExplainFormProps) {
  const [plugin, setPlugin] = useState('')
  const [subject, setSubject] = useState('')
  const [method, setMethod] = useState<string>('GET')
  const [path, setPath] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const call = path.trim() === '' ? { method: '', path: '' } : { method, path: path.trim() }
    onAsk({ plugin: plugin.trim(), subject: subject.trim(), ...call })
  }
  return (
    <form data-host="explain" data-any={ofAnyPlugin || undefined} onSubmit={submit}>
      {ofAnyPlugin && (
        <TextField
          label="Plugin"
          required
          placeholder="hello"
          spellCheck={false}
          autoCapitalize="none"
          value={plugin}
          onChange={({ currentTarget }) => setPlugin(currentTarget.value)}
        />
      )}
      <TextField
        label="Person"
        hint="Name, or whole subject id."
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
      <Button type="submit" variant="primary" busy={isBusy}>
        Explain
      </Button>
    </form>
  )
}

const TONES: Record<ToldGate['verdict'], Tone> = { pass: 'success', warn: 'warning', stop: 'danger', skip: 'neutral' }
const WORDS = { pass: 'Pass', warn: 'Warning', stop: 'Stop', skip: 'Not asked' } as const

export function Gates({ explanation: { gates } }: { readonly explanation: Explanation }) {
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
