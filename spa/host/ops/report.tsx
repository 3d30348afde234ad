/** How an order to the gateway ended, in full. */
import { Alert, Table, Text, type Column } from '@empowernow/ui'
import type { ReactNode } from 'react'
import type { Rejection } from '#core/rejection'
import type { ProblemAnswer } from '../answers.ts'
import { parseRejections } from './answers.ts'
import type { TenantChanges } from './changes.ts'
import type { Result } from './desk.ts'
import { Code, Fact, Facts, Moment } from './facts.tsx'
import type { Receipt } from './receipt.ts'

export type Outcome =
  | { readonly kind: 'refused'; readonly what: string; readonly problem: ProblemAnswer }
  | { readonly kind: 'done'; readonly what: string; readonly receipt: Receipt }

/** What to show of a result: what was done, or what is as it was. */
export function outcomeOf(result: Result<Receipt>, done: string, refused: string): Outcome {
  return 'problem' in result
    ? { kind: 'refused', what: refused, problem: result.problem }
    : { kind: 'done', what: done, receipt: result.value }
}

interface ReportProps {
  readonly outcome: Outcome
  readonly actions?: ReactNode
}

export function Report({ outcome, actions }: ReportProps) {
  if (outcome.kind === 'refused') return <Refused what={outcome.what} problem={outcome.problem} actions={actions} />
  const { what, receipt } = outcome
  const widened = receipt.changes.some((change) => change.widened.length > 0)
  const isTold = widened || receipt.silent.length > 0 || receipt.warnings.length > 0 || receipt.isAuditQueued
  const tone = isTold ? 'warning' : 'success'
  return (
    <Alert tone={tone} heading={what} actions={actions} data-host="receipt">
      <Changes changes={receipt.changes} />
      <Warnings warnings={receipt.warnings} />
      {receipt.isAuditQueued && (
        <Text>The audit trail is out of reach; the line about this follows when it is back.</Text>
      )}
      <ReceiptFacts receipt={receipt} />
    </Alert>
  )
}

function ReceiptFacts({
  receipt: { acknowledged, silent, tabs, at, by, requestId, changes },
}: {
  readonly receipt: Receipt
}) {
  const [only] = changes.length === 1 ? changes : []
  return (
    <Facts>
      <Fact label="Regions">
        {acknowledged.length} of {acknowledged.length + silent.length} acknowledged
        {silent.length > 0 && <strong>; silent: {silent.join(', ')}</strong>}
      </Fact>
      <Fact label="Open pages told">{tabs}</Fact>
      {only?.revision != null && (
        <Fact label="Revision">
          <Code text={only.revision.slice(0, 12)} />
        </Fact>
      )}
      {at !== null && (
        <Fact label="When">
          <Moment at={at} />
        </Fact>
      )}
      {by !== null && <Fact label="By">{by}</Fact>}
      {requestId !== null && (
        <Fact label="Request">
          <Code text={requestId} />
        </Fact>
      )}
    </Facts>
  )
}

/** Tenant by tenant; one in which nothing changed needs a line only when it is the only one. */
export function Changes({ changes }: { readonly changes: readonly TenantChanges[] }) {
  const telling = changes.filter(({ lines, widened }) => lines.length + widened.length > 0)
  if (changes.length > 0 && telling.length === 0) {
    return <Text>{changes.length === 1 ? 'Nothing changes.' : `Nothing changes for ${changes.length} tenants.`}</Text>
  }
  return telling.map(({ tenant, lines, widened }) => (
    <div key={tenant} data-host="changes">
      <strong>{tenant}</strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {widened.map((line) => (
          <li key={line}>
            <strong>Wider: {line}</strong>
          </li>
        ))}
      </ul>
    </div>
  ))
}

/** Nothing was refused for these; somebody should look at them all the same. */
export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  return (
    warnings.length > 0 && (
      <div data-host="changes">
        <strong>Looks like a slip</strong>
        <ul>
          {warnings.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
    )
  )
}

const COLUMNS: readonly Column<Rejection>[] = [
  { id: 'file', header: 'File', cell: ({ file }) => <Code text={file ?? '–'} /> },
  { id: 'line', header: 'Line', numeric: true, cell: ({ line, column }) => [line, column].filter(Boolean).join(':') },
  { id: 'where', header: 'Where', rowHeader: true, cell: ({ where }) => <Code text={where} /> },
  { id: 'why', header: 'Why', cell: ({ why }) => why },
]

interface RefusedProps {
  readonly what: string
  readonly problem: ProblemAnswer
  readonly actions?: ReactNode
}

export function Refused({ what, problem, actions }: RefusedProps) {
  const rejections = parseRejections(problem.body)
  return (
    <>
      <Alert tone="danger" heading={what} actions={actions}>
        <Text>
          {problem.title}. {problem.detail}
        </Text>
        {problem.requestId !== undefined && (
          <Text size="s" tone="muted">
            Request {problem.requestId}
          </Text>
        )}
      </Alert>
      {rejections.length > 0 && (
        <Table
          caption="What must be put right"
          columns={COLUMNS}
          rows={rejections}
          rowKey={({ file, where, why }) => `${file} ${where} ${why}`}
        />
      )}
    </>
  )
}
