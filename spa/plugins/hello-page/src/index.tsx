/** A plugin that is one page, and takes everything it needs from its props. */
import { useEffect, useState } from 'react'
import { Alert, Card, isProblemError, Skeleton, Stack, Text, type ContributionProps } from '@empowernow/ui'

type Answer = { readonly json: string } | { readonly failure: string } | null

function HelloPage({ sdk }: ContributionProps) {
  const [answer, setAnswer] = useState<Answer>(null)
  useEffect(() => {
    const leaving = new AbortController()
    sdk.api
      .fetch('/api/plugins/secure-echo', { signal: leaving.signal })
      .then(async (response) => setAnswer({ json: JSON.stringify(await response.json(), null, 2) }))
      .catch((error: unknown) => {
        if (leaving.signal.aborted) return
        setAnswer({ failure: isProblemError(error) ? error.title : 'The gateway could not be reached.' })
      })
    return () => leaving.abort()
  }, [sdk])
  return (
    <Stack gap="l">
      <header>
        <h1>Hello page</h1>
        <Text tone="muted">
          {sdk.plugin.id} {sdk.plugin.version} contributes this page and nothing else.
        </Text>
      </header>
      <Card heading="The gateway's echo">
        {answer === null && <Skeleton lines={6} />}
        {answer && 'json' in answer && (
          <pre>
            <code>{answer.json}</code>
          </pre>
        )}
        {answer && 'failure' in answer && <Alert tone="danger">{answer.failure}</Alert>}
      </Card>
    </Stack>
  )
}

export const routes = { HelloPage }
