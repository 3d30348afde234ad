/** Says that something could not be loaded, and offers to try again. */
import { Alert, Button } from '@empowernow/ui'
import type { Failure } from './items.ts'

export function LoadFailed({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => void }) {
  return (
    <Alert tone="danger" actions={<Button onClick={onRetry}>Try again</Button>}>
      {failure.title}
    </Alert>
  )
}
