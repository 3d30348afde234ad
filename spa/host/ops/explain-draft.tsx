/** Tells the gates of a text that is not live, nor saved: what somebody would have of a plugin if it were. */
import { useState } from 'react'
import { Card } from '@empowernow/ui'
import type { Result } from './desk.ts'
import { ExplainForm, Gates, type ExplainQuestion } from './explain-card.tsx'
import { explainPath } from './paths.ts'
import { EXPLANATION, type Explanation } from './plugin-answer.ts'
import { Refused } from './report.tsx'
import { useDesk } from './use-desk.ts'

interface ExplainDraftProps {
  readonly tenant: string
  readonly file: string
  /** As it stands in the editor. */
  readonly text: string
}

export function ExplainDraft({ tenant, file, text }: ExplainDraftProps) {
  const desk = useDesk()
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<Result<Explanation> | null>(null)
  const ask = async (question: ExplainQuestion): Promise<void> => {
    setBusy(true)
    setResult(await desk.send(explainPath({ tenant, ...question }), { files: { [file]: text } }, EXPLANATION))
    setBusy(false)
  }
  return (
    <Card
      heading="What would somebody have, with this text?"
      description={`Every gate at ${tenant}, as the text in the editor would set it. Nothing is written.`}
    >
      <ExplainForm ofAnyPlugin isBusy={busy} onAsk={(question) => void ask(question)} />
      {result && 'value' in result && <Gates explanation={result.value} />}
      {result && 'problem' in result && <Refused what="The gates cannot be told" problem={result.problem} />}
    </Card>
  )
}
