/** `learn`: the least manifest for what a plugin did in a development session. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readDeclared } from '../check/check.ts'
import { printFinding } from '../check/finding.ts'
import { manifestOf } from '../check/plugin-folder.ts'
import type { Command } from '../command.ts'
import { type Lesson, learnFrom, printGrants } from '../dev/lesson.ts'
import { readNotes } from '../dev/overlay.ts'
import { addPermissions } from '../dev/permissions-edit.ts'
import { printGrant } from '../../src/core/least-grants.ts'
import { Stop } from '../stop.ts'
import { gatewayIn } from '../target.ts'
import { HOME_TENANT } from './dev.ts'

export const learn: Command = {
  name: 'learn',
  expects: ['<dir>'],
  summary:
    'propose the least permissions for what a plugin called while `experience dev` ran; --write adds what is missing',
  options: ['write', 'tenant', 'url', 'state-dir', 'json', 'help'],
  examples: ['learn my-plugin', 'learn my-plugin --write'],
  run: async ({ arguments: [folder = '.'], options }) => {
    const gateway = gatewayIn({ ...options, tenant: options.tenant ?? HOME_TENANT })
    const { file, text } = manifestOf(folder)
    const { manifest, findings } = readDeclared({ file, text })
    if (manifest === null) throw new Stop('refused', `${file} has mistakes.`, findings.flatMap(printFinding))
    const { notes } = await readNotes(gateway, manifest.id, { after: 0, renew: false })
    const lesson = learnFrom(manifest.permissions, notes)
    if (lesson.seen === 0) {
      throw new Stop('refused', `No call of ${manifest.id} was seen for ${gateway.tenant}.`, [
        `Run \`experience dev ${folder}\`, use the plugin in the browser, and then learn from it.`,
      ])
    }
    const lacks = lesson.missing.api.length + lesson.missing.sse.length
    const path = resolve(file)
    if (options.write === true && lacks > 0)
      writeFileSync(path, addPermissions(readFileSync(path, 'utf8'), lesson.missing))
    const written = options.write === true && lacks > 0
    return { text: wordsOf(lesson, file, written), json: { plugin: manifest.id, ...lesson, written } }
  },
}

function wordsOf({ seen, missing, impossible, unused, wider, least }: Lesson, file: string, written: boolean) {
  const lines = [...missing.api.map(printGrant), ...missing.sse.map((topic) => `- ${topic}  (sse)`)]
  const section = (head: string, entries: readonly string[]): readonly string[] =>
    entries.length === 0 ? [] : [head, ...entries.map((entry) => `  ${entry}`), '']
  return [
    `${seen} different calls and streams were seen.`,
    '',
    ...section(written ? `Added to ${file}:` : `Missing in ${file} (--write adds it):`, lines),
    ...section('No manifest may list:', impossible),
    ...section('Unused so far (it stays: a session may not have used everything):', unused),
    ...section(
      'Wider than what was seen:',
      wider.flatMap(({ permission, enough }) => [
        permission,
        ...enough.map((grant) => `  enough: ${printGrant(grant)}`),
      ]),
    ),
    'The least that admits what happened:',
    ...printGrants(least).map((line) => `  ${line}`),
  ]
}
