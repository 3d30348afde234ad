/** A plugin under development, as the gateway has it: laid over a tenant, renewed, listened to, taken away. */
import { isRecord, own, ownText } from '../../src/core/own-property.ts'
import type { Checked } from '../check/check.ts'
import type { Finding } from '../check/finding.ts'
import type { PluginFolder } from '../check/plugin-folder.ts'
import { type Answer, describe, type Gateway } from '../gateway.ts'
import { Stop } from '../stop.ts'

/** What a plugin under development did, as the gateway noted it. */
export type Note =
  | {
      readonly seq: number
      readonly kind: 'call'
      readonly method: string
      readonly path: string
      readonly topic: string | null
      readonly outcome: string
      readonly fix: string | null
    }
  | {
      readonly seq: number
      readonly kind: 'page'
      readonly what: string
      readonly about: string
      readonly message: string
    }

export interface Laid {
  readonly version: string
  /** Open pages that were told. */
  readonly tabs: number
}

interface Draft {
  readonly folder: PluginFolder
  readonly checked: Checked
  readonly subject: string | undefined
  /** A session begins: what was noted before is forgotten. */
  readonly isNew: boolean
}

/** @returns What the gateway rejects, though the check let it pass: a page's path that another plugin has. */
export async function layOver(gateway: Gateway, id: string, draft: Draft): Promise<Laid | readonly Finding[]> {
  const { folder, checked, subject, isNew } = draft
  const bundle = new TextDecoder().decode(checked.bytes)
  const content = { manifest: folder.manifest, bundle, subject, isNew, findings: checked.findings }
  const answer = await send(gateway, 'PUT', `/api/dev/plugins/${id}`, content)
  if (answer.status === 422) return rejectionsOf(answer, folder.manifest.file)
  if (answer.status !== 200) throw refused(answer)
  const tabs = own(answer.body, 'tabs')
  return { version: ownText(answer.body, 'version') ?? '', tabs: typeof tabs === 'number' ? tabs : 0 }
}

/** Shows findings beside what runs. */
export async function showFindings(
  gateway: Gateway,
  id: string,
  findings: readonly Finding[],
  subject: string | undefined,
): Promise<void> {
  const answer = await send(gateway, 'PUT', `/api/dev/plugins/${id}/findings`, { findings, subject })
  if (answer.status !== 200) throw refused(answer)
}

/**
 * What was noted after a note.
 *
 * @param renew Whether the overlay is to live on. Without, this only reads.
 */
export async function readNotes(
  gateway: Gateway,
  id: string,
  { after, renew }: { readonly after: number; readonly renew: boolean },
): Promise<{ readonly isLive: boolean; readonly notes: readonly Note[] }> {
  const answer = await send(gateway, 'POST', `/api/dev/plugins/${id}/pulse`, { after, renew })
  if (answer.status !== 200) throw refused(answer)
  const notes = own(answer.body, 'notes')
  return { isLive: own(answer.body, 'live') === true, notes: Array.isArray(notes) ? notes.filter(isNote) : [] }
}

export async function takeAway(gateway: Gateway, id: string): Promise<void> {
  await send(gateway, 'DELETE', `/api/dev/plugins/${id}`, {})
}

function send(gateway: Gateway, method: 'PUT' | 'POST' | 'DELETE', path: string, content: unknown): Promise<Answer> {
  return gateway.call(method, path, {
    body: JSON.stringify(content),
    headers: { 'Content-Type': 'application/json' },
  })
}

/** What the gateway itself writes, and nobody else. */
function isNote(value: unknown): value is Note {
  if (!isRecord(value) || typeof value['seq'] !== 'number') return false
  const texts = value['kind'] === 'call' ? ['method', 'path', 'outcome'] : ['what', 'about', 'message']
  return texts.every((key) => typeof value[key] === 'string')
}

function refused({ status, body }: Answer): Stop {
  if (status === 404) {
    return new Stop('refused', 'This gateway takes no plugins under development.', [
      '`experience dev` works with a stack in the environment `development` alone, like that of `npm start`.',
      'Anywhere else, publish a version: `experience publish <dir> --tenant <host>`.',
    ])
  }
  return new Stop('refused', `The gateway refuses: ${describe(status, body)}.`)
}

function rejectionsOf({ body }: Answer, file: string): readonly Finding[] {
  const rejections = own(body, 'rejections')
  if (!Array.isArray(rejections)) return []
  return rejections.map((rejection: unknown): Finding => {
    const [line, column] = [own(rejection, 'line'), own(rejection, 'column')]
    return {
      severity: 'error',
      file,
      line: typeof line === 'number' ? line : 1,
      column: typeof column === 'number' ? column : 1,
      rule: 'manifest',
      message: `${ownText(rejection, 'where') ?? ''} ${ownText(rejection, 'why') ?? ''}`.trim(),
      fix: 'Correct it and save: it is laid over the tenant then.',
    }
  })
}
