/** Whether the list is live, in words and colour. */
import { Badge, type SseState, type Tone } from '@empowernow/ui'

const WORDS = {
  connecting: ['Connecting', 'info'],
  open: ['Live', 'success'],
  retrying: ['Reconnecting', 'warning'],
  refused: ['Not permitted', 'danger'],
  closed: ['Ended', 'neutral'],
} as const satisfies Record<SseState, readonly [string, Tone]>

export function Connection({ state }: { readonly state: SseState }) {
  const [words, tone] = WORDS[state]
  return (
    <Badge tone={tone} aria-live="polite" data-connection={state}>
      {words}
    </Badge>
  )
}
