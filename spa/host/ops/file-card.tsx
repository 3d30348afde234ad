/** One configuration file in its editor, with what can be done with it. */
import { useMemo, useRef, useState } from 'react'
import { Alert, Badge, Button, Card, Stack, Text } from '@empowernow/ui'
import type { Rejection } from '#core/rejection'
import type { ConfigFile } from './config-answer.ts'
import { EditorFrame } from './editor-frame.tsx'
import type { Editor } from './editor.ts'
import { marksIn } from './marks.ts'
import { ExplainDraft } from './explain-draft.tsx'
import { Changes, Refused, Report, Warnings, type Outcome } from './report.tsx'
import { type FileDesk, useFile, type Verdict } from './use-file.ts'
import { useRefresh } from './use-refresh.ts'

interface FileCardProps {
  readonly tenant: string
  readonly read: ConfigFile
  readonly onReload: () => void
}

export function FileCard({ tenant, read, onReload }: FileCardProps) {
  const file = useFile(tenant, read)
  const editor = useRef<Editor | null>(null)
  const [begin] = useState(file.text)
  const { verdict } = file
  const marks = useMemo(
    () => (verdict?.kind === 'rejected' ? marksIn(read.file, verdict.rejections) : []),
    [verdict, read.file],
  )
  return (
    <>
      {verdict && (
        <VerdictNote
          {...{ verdict, file, tenant, onReload }}
          onGo={(line) => editor.current?.goTo(line)}
          name={read.file}
        />
      )}
      <Card
        heading={read.file}
        description={read.text === null ? 'There is no such file yet; saving makes it.' : 'Tab leaves the editor.'}
        actions={file.isChanged ? <Badge tone="warning">Not saved</Badge> : <Badge>As saved</Badge>}
      >
        <EditorFrame
          label={`Text of ${read.file}`}
          text={begin}
          marks={marks}
          onChange={file.edit}
          onOpen={(opened) => (editor.current = opened)}
        />
        <Stack direction="row" gap="s" justify="end" wrap>
          <Button busy={file.busy === 'check'} onClick={() => void file.check()}>
            Check
          </Button>
          <Button
            variant="primary"
            busy={file.busy === 'save'}
            disabled={!file.isChanged}
            onClick={() => void file.save()}
          >
            Save
          </Button>
        </Stack>
      </Card>
      <ExplainDraft tenant={tenant} file={read.file} text={file.text} />
    </>
  )
}

interface VerdictNoteProps {
  readonly verdict: Verdict
  readonly file: FileDesk
  readonly tenant: string
  readonly name: string
  readonly onReload: () => void
  readonly onGo: (line: number) => void
}

function VerdictNote({ verdict, file, tenant, name, onReload, onGo }: VerdictNoteProps) {
  switch (verdict.kind) {
    case 'sound':
      return (
        <Alert tone="success" heading="Sound: this is what a refresh would change">
          <Changes changes={verdict.changes} />
          <Warnings warnings={verdict.warnings} />
        </Alert>
      )
    case 'saved':
      return <Saved tenant={tenant} />
    case 'rejected':
      return <Rejected rejections={verdict.rejections} name={name} onGo={onGo} requestId={verdict.requestId} />
    case 'conflict':
      return (
        <Alert
          tone="warning"
          heading="Somebody else has changed this file meanwhile"
          actions={
            <>
              <Button
                onClick={() => {
                  file.drop()
                  onReload()
                }}
              >
                Take theirs
              </Button>
              <Button variant="danger" busy={file.busy === 'save'} onClick={() => void file.overwrite()}>
                Save mine over theirs
              </Button>
            </>
          }
        >
          <Text>Nothing was written. Taking theirs drops what you typed; saving yours drops what they wrote.</Text>
        </Alert>
      )
    case 'failed':
      return <Refused what="The file is as it was" problem={verdict.problem} />
    default:
      return verdict satisfies never
  }
}

interface RejectedProps {
  readonly rejections: readonly Rejection[]
  readonly name: string
  readonly requestId: string | undefined
  readonly onGo: (line: number) => void
}

function Rejected({ rejections, name, requestId, onGo }: RejectedProps) {
  const count = rejections.length
  return (
    <Alert
      tone="danger"
      heading={`Not accepted: ${count} ${count === 1 ? 'mistake' : 'mistakes'}. Nothing was written.`}
    >
      <ul data-host="rejections">
        {rejections.map(({ file = name, line, where, why }) => (
          <li key={`${file} ${where} ${why}`}>
            {line !== undefined && file === name ? (
              <Button size="small" onClick={() => onGo(line)}>
                Line {line}
              </Button>
            ) : (
              <code>{file}</code>
            )}
            <span>
              <code>{where}</code> {why}
            </span>
          </li>
        ))}
      </ul>
      {requestId !== undefined && (
        <Text size="s" tone="muted">
          Request {requestId}
        </Text>
      )}
    </Alert>
  )
}

/** Saved is not live: offers the step between. */
function Saved({ tenant }: { readonly tenant: string }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const { busy, refresh } = useRefresh(tenant, setOutcome)
  if (outcome) return <Report outcome={outcome} />
  return (
    <Alert
      tone="success"
      heading="Saved, and not live yet"
      actions={
        <>
          <Button variant="primary" busy={busy === 'tenant'} onClick={() => void refresh('tenant')}>
            Refresh {tenant}
          </Button>
          <Button busy={busy === 'all'} onClick={() => void refresh('all')}>
            Refresh every tenant
          </Button>
        </>
      }
    />
  )
}
