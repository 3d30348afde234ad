/** Says that something the whole page needs did not work, and offers to try again. */
import { Alert, Button, Text } from '@empowernow/ui'
import type { ProblemAnswer } from './answers.ts'

interface NoticeProps {
  readonly heading: string
  readonly problem: ProblemAnswer
  readonly onRetry: () => void
}

export function Notice({ heading, problem, onRetry }: NoticeProps) {
  return (
    <Alert tone="danger" heading={heading} actions={<Button onClick={onRetry}>Try again</Button>}>
      <Text>{problem.title}.</Text>
      {problem.requestId !== undefined && (
        <Text size="s" tone="muted">
          Request {problem.requestId}
        </Text>
      )}
    </Alert>
  )
}
