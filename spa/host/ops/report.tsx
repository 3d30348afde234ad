/** How an order to the gateway ended, in full. */
import { Alert, Table, Text, type Column } from '@empowernow/ui'
import type { Rejection } from '#core/rejection'
import type { ProblemAnswer } from '../answers.ts'
import { parseRejections } from './answers.ts'
import { parseChanges, type TenantChanges } from './changes.ts'

export type Outcome =
  | { readonly kind: 'refused'; readonly what: string; readonly problem: ProblemAnswer }
  | { readonly kind: 'refreshed'; readonly answer: unknown }
  | { readonly kind: 'done'; readonly what: string }

export function Report({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.kind) {
    case 'done':
      return <Alert tone="success" heading={outcome.what} />
    case 'refreshed':
      return <Refreshed changes={parseChanges(outcome.answer)} />
    case 'refused':
      return <Refused what={outcome.what} problem={outcome.problem} />
    default:
      return outcome satisfies never
  }
}

function Refreshed({ changes }: { readonly changes: readonly TenantChanges[] }) {
  const widened = changes.some((change) => change.widened.length > 0)
  return (
    <Alert tone={widened ? 'warning' : 'success'} heading="The configuration is live">
      {changes.map(({ tenant, revision, lines, widened: wider }) => (
        <div key={tenant} data-host="changes">
          <Text>
            {tenant} is at revision <code>{revision.slice(0, 12)}</code>. {lines.length === 0 && 'Nothing changed.'}
          </Text>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
            {wider.map((line) => (
              <li key={line}>
                <strong>Wider: {line}</strong>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Alert>
  )
}

const COLUMNS: readonly Column<Rejection>[] = [
  { id: 'file', header: 'File', cell: ({ file }) => <code>{file ?? '–'}</code> },
  { id: 'line', header: 'Line', numeric: true, cell: ({ line, column }) => [line, column].filter(Boolean).join(':') },
  { id: 'where', header: 'Where', rowHeader: true, cell: ({ where }) => <code>{where}</code> },
  { id: 'why', header: 'Why', cell: ({ why }) => why },
]

function Refused({ what, problem }: { readonly what: string; readonly problem: ProblemAnswer }) {
  const rejections = parseRejections(problem.body)
  return (
    <>
      <Alert tone="danger" heading={what}>
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
