/** What the host asks the gateway for, one by one, each answer checked. */
import type { PluginManifest } from '#core/manifest'
import type { UiConfig } from '#core/theme'
import { parseSession, parseUiConfig, type ProblemAnswer, type Session } from './answers.ts'
import { notUnderstood, type Answer, type Calls } from './gateway.ts'
import { parseManifests } from './manifests.ts'

export type Read<T> = { readonly value: T } | { readonly value: null; readonly problem: ProblemAnswer }

export function readSession(call: Calls): Promise<Read<Session>> {
  return call('/api/session').then(read('the session', parseSession))
}

export function readUi(call: Calls): Promise<Read<UiConfig>> {
  return call('/api/configs/ui').then(read('the theme', parseUiConfig))
}

export function readManifests(call: Calls): Promise<Read<readonly PluginManifest[]>> {
  return call('/api/plugins/manifests').then(read('the plugins', parseManifests))
}

export function read<T>(what: string, parse: (body: unknown) => T | null): (answer: Answer) => Read<T> {
  return (answer) => {
    if (!answer.ok) return { value: null, problem: answer.problem }
    const value = parse(answer.body)
    return value === null ? { value: null, problem: notUnderstood(what) } : { value }
  }
}
