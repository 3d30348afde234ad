/**
 * Plugins under development: what an author's tools lay over a tenant's plugins, what those tools say of it, and what
 * the plugin then does. All of it exists in the environment `development` alone.
 */
import type { DevelopmentFinding } from './development-finding.ts'
import { isRecord, own, ownText } from './own-property.ts'
import type { CompiledPlugin } from './registry.ts'

/** A plugin that stands in place of the tenant's own, or beside them, as long as its author works on it. */
export interface Overlay {
  readonly id: string
  /** `null`: no build has worked so far. */
  readonly plugin: CompiledPlugin | null
  /** The one person who sees it; `null`: everybody of the tenant. */
  readonly subject: string | null
  readonly findings: readonly DevelopmentFinding[]
}

/** What a plugin under development did, for its author. */
export type DevelopmentNote =
  | {
      readonly kind: 'call'
      readonly method: string
      readonly path: string
      /** Of an event stream. */
      readonly topic: string | null
      /** `admitted`, or the code of the refusal. */
      readonly outcome: string
      /** What to add to the manifest so that it is admitted; `null`: nothing, or nothing would help. */
      readonly fix: string | null
    }
  | {
      readonly kind: 'page'
      readonly what: PageEvent
      /** Component, or directive of the policy; empty where it is about the whole plugin. */
      readonly about: string
      readonly message: string
    }

export const PAGE_EVENTS = ['mounted', 'failed', 'threw', 'violation', 'denied'] as const
export type PageEvent = (typeof PAGE_EVENTS)[number]

const MOST_NOTES = 20
const TEXT_CHARACTERS = 600
/** What would end a line, or steer the terminal that it is shown in. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu

/**
 * What a page reports of plugins under development: `{ "notes": [{ "plugin", "what", "about", "message" }] }`.
 *
 * @returns Each text as one line without control characters, for a terminal; `null` for anything else than such notes.
 */
export function parsePageNotes(
  input: unknown,
): readonly { readonly plugin: string; readonly note: DevelopmentNote }[] | null {
  const notes = own(input, 'notes')
  if (!Array.isArray(notes) || notes.length > MOST_NOTES) return null
  const read = notes.map((entry: unknown) => {
    const what = PAGE_EVENTS.find((each) => each === own(entry, 'what'))
    const plugin = ownText(entry, 'plugin')
    if (!isRecord(entry) || what === undefined || plugin === undefined) return null
    const text = (key: string): string => (ownText(entry, key) ?? '').replace(CONTROLS, ' ').slice(0, TEXT_CHARACTERS)
    return { plugin, note: { kind: 'page', what, about: text('about'), message: text('message') } as const }
  })
  const sound = read.filter((entry) => entry !== null)
  return sound.length === read.length ? sound : null
}

/** What the browser is told beside the manifest: that this version swaps by itself, and what its author's tools say. */
export function servedDraft(plugin: CompiledPlugin, findings: readonly DevelopmentFinding[]): CompiledPlugin {
  const { manifest } = plugin
  return {
    ...plugin,
    manifest: { ...manifest, development: { findings, grants: JSON.stringify(manifest.permissions) } },
  }
}
