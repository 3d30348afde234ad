/** What a plugin may do, and how that differs from the revision before. */
import { Card, Text } from '@empowernow/ui'
import { compareManifests, type Difference } from '#core/difference'
import type { PluginDetail } from './plugin-answer.ts'

const SIGNS = { added: '+', removed: '−', kept: '' } as const
const WORDS = { added: 'added', removed: 'removed', kept: 'as before' } as const

export function DifferenceCard({ detail: { since, before, manifest, widened } }: { readonly detail: PluginDetail }) {
  // Without a revision before there is nothing that it could differ from.
  const { permissions, rest } = compareManifests(since === null ? manifest : before, manifest)
  return (
    <Card heading="What it may do" description={describe(since, permissions, rest)}>
      {widened.length > 0 && (
        <Text tone="warning">
          <strong>Wider than before:</strong> it {widened.join(', and ')}.
        </Text>
      )}
      <Lines label="Calls and topics" lines={permissions} empty="It may call nothing and receive nothing." />
      <Lines label="Version, host and places" lines={rest} empty="It shows nowhere." />
    </Card>
  )
}

function describe(since: string | null, ...parts: readonly (readonly Difference[])[]): string {
  if (since === null) return 'There is no revision before this one to compare with.'
  const count = parts.flat().filter(({ kind }) => kind !== 'kept').length
  const revision = `revision ${since.slice(0, 12)}`
  if (count === 0) return `The same as in ${revision}, the one before.`
  return `${count} ${count === 1 ? 'difference' : 'differences'} from ${revision}, the one before.`
}

interface LinesProps {
  readonly label: string
  readonly lines: readonly Difference[]
  readonly empty: string
}

function Lines({ label, lines, empty }: LinesProps) {
  return (
    <section data-host="difference">
      <h3>{label}</h3>
      {lines.length === 0 ? (
        <Text tone="muted">{empty}</Text>
      ) : (
        <ul>
          {lines.map(({ kind, what }) => (
            <li key={`${kind} ${what}`} data-kind={kind}>
              <span role="img" aria-label={WORDS[kind]}>
                {SIGNS[kind]}
              </span>
              <code>{what}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
