/** Says whether the chain of the audit trail holds: of the lines shown, and on request from the first to the last. */
import { useEffect, useState } from 'react'
import { Badge, Button, Text } from '@empowernow/ui'
import type { AuditPage } from './audit-answer.ts'
import { verifyPage, verifyTrail, type ChainVerdict } from './chain.ts'
import type { Result } from './desk.ts'
import { useDesk } from './use-desk.ts'

interface ChainNoteProps {
  readonly tenant: string
  /** `null` while it loads. */
  readonly page: AuditPage | null
}

interface Checked {
  readonly page: AuditPage
  readonly verdict: ChainVerdict
}

export function ChainNote({ tenant, page }: ChainNoteProps) {
  const desk = useDesk()
  const [checked, setChecked] = useState<Checked | null>(null)
  const [whole, setWhole] = useState<Result<ChainVerdict> | 'busy' | null>(null)
  useEffect(() => {
    let current = true
    if (page) void verifyPage(page).then((verdict) => current && setChecked({ page, verdict }))
    return () => {
      current = false
    }
  }, [page])
  const verify = async (): Promise<void> => {
    setWhole('busy')
    setWhole(await verifyTrail(desk, tenant))
  }
  return (
    <div data-host="chain" role="status">
      {whole === null || whole === 'busy' ? (
        <Verdict verdict={checked?.page === page ? (checked?.verdict ?? null) : null} of="The lines shown" />
      ) : (
        <Whole result={whole} />
      )}
      <Button size="small" busy={whole === 'busy'} onClick={() => void verify()}>
        Verify the whole trail
      </Button>
    </div>
  )
}

function Whole({ result }: { readonly result: Result<ChainVerdict> }) {
  if ('problem' in result) return <Text tone="danger">The trail cannot be read: {result.problem.title}.</Text>
  return <Verdict verdict={result.value} of="The whole trail" />
}

function Verdict({ verdict, of }: { readonly verdict: ChainVerdict | null; readonly of: string }) {
  if (verdict === null) return <Text tone="muted">Checking the chain …</Text>
  if (verdict.broken !== null) {
    return (
      <>
        <Badge tone="danger">Chain broken</Badge>
        <Text tone="danger">
          {of}: line {verdict.broken} was edited, moved or taken out.
        </Text>
      </>
    )
  }
  return (
    <>
      <Badge tone="success">Chain verified</Badge>
      <Text>
        {of}: {verdict.rows.toLocaleString()} {verdict.rows === 1 ? 'line follows' : 'lines follow'} from one another.
      </Text>
    </>
  )
}
