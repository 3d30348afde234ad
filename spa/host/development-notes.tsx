/** Beside a plugin under development: what its author's tools say of the last build, and what went wrong since it runs. */
import { useSyncExternalStore } from 'react'
import { Alert } from '@empowernow/ui'
import type { PluginManifest } from '#core/manifest'
import { buildOf } from './plugin-state.ts'
import type { Troubles } from './troubles.ts'

interface DevelopmentNotesProps {
  readonly manifest: PluginManifest
  readonly troubles: Troubles
}

export function DevelopmentNotes({ manifest, troubles }: DevelopmentNotesProps) {
  const build = buildOf(manifest)
  const met = useSyncExternalStore(troubles.subscribe, () => troubles.of(build))
  const findings = manifest.development?.findings ?? []
  const errors = findings.filter(({ severity }) => severity === 'error')
  const all = [
    ...findings.map(({ file, line, column, message, fix }) => ({ where: `${file}:${line}:${column}`, message, fix })),
    ...met.map(({ message, fix }) => ({ where: null, message, fix })),
  ]
  if (all.length === 0) return null
  return (
    <Alert
      data-host="development"
      tone={errors.length > 0 ? 'danger' : 'warning'}
      heading={errors.length > 0 ? 'The last change is not shown: it has errors' : `${manifest.id}, under development`}
    >
      <ul>
        {all.map(({ where, message, fix }) => (
          <li key={`${where ?? ''} ${message}`}>
            {where !== null && <code>{where}</code>} <span>{message}</span>
            {fix !== null && fix !== '' && <p>{fix}</p>}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
