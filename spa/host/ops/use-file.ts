/** One configuration file under the operator's hands: its text, what is wrong with it, and what became of it. */
import { useEffect, useState } from 'react'
import type { Rejection } from '#core/rejection'
import type { ProblemAnswer } from '../answers.ts'
import { parseRejections } from './answers.ts'
import { CONFIG_FILE, WRITTEN, type ConfigFile } from './config-answer.ts'
import type { TenantChanges } from './changes.ts'
import { configPath, refreshPath } from './paths.ts'
import { RECEIPT } from './receipt.ts'
import { useDesk } from './use-desk.ts'

/** How the last check or save ended. */
export type Verdict =
  | { readonly kind: 'sound'; readonly changes: readonly TenantChanges[]; readonly warnings: readonly string[] }
  | { readonly kind: 'saved' }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[]; readonly requestId: string | undefined }
  | { readonly kind: 'conflict'; readonly requestId: string | undefined }
  | { readonly kind: 'failed'; readonly problem: ProblemAnswer }

export interface FileDesk {
  readonly text: string
  readonly isChanged: boolean
  readonly busy: 'check' | 'save' | null
  readonly verdict: Verdict | null
  readonly edit: (text: string) => void
  readonly check: () => Promise<void>
  readonly save: () => Promise<void>
  /** Forgets what was typed. */
  readonly drop: () => void
  /** Saves over what somebody else wrote meanwhile, having seen that they did. */
  readonly overwrite: () => Promise<void>
}

export function useFile(tenant: string, read: ConfigFile): FileDesk {
  const desk = useDesk()
  const { file } = read
  const [draft] = useState(() => desk.drafts.get(file))
  const [saved, setSaved] = useState({ text: read.text ?? '', etag: draft?.etag ?? read.etag })
  const [text, setText] = useState(draft?.text ?? saved.text)
  const [busy, setBusy] = useState<FileDesk['busy']>(null)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const isChanged = text !== saved.text
  useWarningBeforeLeaving(isChanged)

  const check = async (): Promise<void> => {
    setBusy('check')
    const path = refreshPath(tenant, 'all', { isDry: true })
    const result = await desk.send(path, { files: { [file]: text } }, RECEIPT)
    setBusy(null)
    if ('problem' in result) return setVerdict(verdictOf(result.problem))
    const { changes, warnings } = result.value
    setVerdict({ kind: 'sound', changes, warnings })
  }
  const write = async (etag: string): Promise<void> => {
    setBusy('save')
    const result = await desk.write(configPath(tenant, file), { text, etag }, WRITTEN)
    setBusy(null)
    if ('problem' in result) return setVerdict(verdictOf(result.problem))
    desk.drafts.delete(file)
    setSaved({ text, etag: result.value })
    setVerdict({ kind: 'saved' })
  }
  const overwrite = async (): Promise<void> => {
    const theirs = await desk.read(configPath(tenant, file), CONFIG_FILE)
    if ('problem' in theirs) return setVerdict(verdictOf(theirs.problem))
    await write(theirs.value.etag)
  }
  const edit = (next: string): void => {
    setText(next)
    desk.drafts.set(file, { text: next, etag: saved.etag })
    // Mistakes in an earlier text stay, so that they can be worked through; what else was said of it has passed.
    setVerdict((before) => (before?.kind === 'rejected' ? before : null))
  }
  const drop = (): void => void desk.drafts.delete(file)
  return { text, isChanged, busy, verdict, edit, check, save: () => write(saved.etag), drop, overwrite }
}

function verdictOf(problem: ProblemAnswer): Verdict {
  const { code, body, requestId } = problem
  if (code === 'config_changed') return { kind: 'conflict', requestId }
  const rejections = parseRejections(body)
  return rejections.length > 0 ? { kind: 'rejected', rejections, requestId } : { kind: 'failed', problem }
}

function useWarningBeforeLeaving(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isChanged])
}
