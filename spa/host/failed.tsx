/** What stands where a contribution does not: its name, why, and the way to try again. */
import { Button, EmptyState, Text } from '@empowernow/ui'

interface FailedProps {
  readonly title: string
  /** In words for the person who misses it. */
  readonly reason: string
  /** For whoever has to mend it. */
  readonly detail: string
  /** Whether whoever looks is likely to be the one who mends it. */
  readonly isDetailed: boolean
  readonly onRetry: () => void
}

export function Failed({ title, reason, detail, isDetailed, onRetry }: FailedProps) {
  return (
    <EmptyState
      aria-live="polite"
      icon="warning"
      heading={`${title} cannot be shown`}
      actions={
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      <Text>{reason}.</Text>
      <details data-host="detail" open={isDetailed}>
        <summary>Technical detail</summary>
        <Text size="s" tone="muted">
          {detail}
        </Text>
      </details>
    </EmptyState>
  )
}
