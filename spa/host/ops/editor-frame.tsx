/** The editor's place on the page. Its code comes when it is first needed. */
import { useEffect, useRef, useState } from 'react'
import { Alert, Button, Skeleton, Text } from '@empowernow/ui'
import { later } from '../../later.ts'
import type { Editor } from './editor.ts'
import type { Mark } from './marks.ts'

interface EditorFrameProps {
  readonly label: string
  /** The text to begin with; another one needs another `key`. */
  readonly text: string
  readonly marks: readonly Mark[]
  readonly onChange: (text: string) => void
  /** Hands the editor over; `null` when it has been closed. */
  readonly onOpen: (editor: Editor | null) => void
}

const fetchEditor = later(
  () => import('./editor.ts'),
  ({ openEditor }) => openEditor,
)

export function EditorFrame({ label, text, marks, onChange, onOpen }: EditorFrameProps) {
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | 'failed' | null>(null)
  const [attempt, setAttempt] = useState(0)
  const latest = useRef({ label, text, onChange, onOpen })
  useEffect(() => {
    latest.current = { label, text, onChange, onOpen }
  })
  useEffect(() => {
    const { current: host } = place
    let opened: Editor | null = null
    let over = false
    const open = async (): Promise<void> => {
      const openEditor = await fetchEditor()
      if (over || !host) return
      const { label: name, text: begin } = latest.current
      opened = openEditor(host, { label: name, text: begin, onChange: (next) => latest.current.onChange(next) })
      latest.current.onOpen(opened)
      setEditor(opened)
    }
    open().catch(() => over || setEditor('failed'))
    return () => {
      over = true
      opened?.close()
      latest.current.onOpen(null)
    }
  }, [attempt])
  useEffect(() => {
    if (editor !== null && editor !== 'failed') editor.show(marks)
  }, [editor, marks])
  if (editor === 'failed') {
    const again = (): void => {
      setEditor(null)
      setAttempt((before) => before + 1)
    }
    return (
      <Alert tone="danger" heading="The editor cannot be loaded" actions={<Button onClick={again}>Try again</Button>}>
        <Text>The network failed, or a newer console has been published: then load this page anew.</Text>
      </Alert>
    )
  }
  return (
    <div data-host="editor-frame">
      {editor === null && (
        <div role="status" aria-label="Loading the editor">
          <Skeleton lines={8} />
        </div>
      )}
      <div key={attempt} ref={place} data-host="editor" />
    </div>
  )
}
