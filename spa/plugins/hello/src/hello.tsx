/** A page that greets the person and shows what the gateway knows of its call. */
import { useEffect, useState } from 'react'
import { Alert, Button, Card, isProblemError, Skeleton, Stack, Table, Text, useSdk } from '@empowernow/ui'
import type { Column, Sdk } from '@empowernow/ui'
import { parseEcho, type Echo } from './echo.ts'

type Answer = { readonly echo: Echo } | { readonly failure: string } | null

async function callEcho(sdk: Sdk, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await sdk.api.fetch('/api/plugins/secure-echo', { query: { from: 'hello' }, signal })
    const echo = parseEcho(await response.json())
    return echo ? { echo } : { failure: 'The echo came back in a form that is not understood.' }
  } catch (error) {
    return { failure: isProblemError(error) ? error.title : 'The gateway could not be reached.' }
  }
}

export function Hello() {
  const sdk = useSdk()
  const [answer, setAnswer] = useState<Answer>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    void callEcho(sdk, leaving.signal).then((given) => {
      if (!leaving.signal.aborted) setAnswer(given)
    })
    return () => leaving.abort()
  }, [sdk, round])
  const ask = (): void => {
    setAnswer(null)
    setRound(round + 1)
  }
  return (
    <Stack gap="l">
      <header>
        <h1>{answer && 'echo' in answer ? `Hello, ${answer.echo.who}` : 'Hello'}</h1>
        <Text tone="muted">This page is a plugin. It runs in the portal and calls only what its manifest lists.</Text>
      </header>
      <Card
        heading="What the gateway sees"
        description="The answer to GET /api/plugins/secure-echo"
        actions={
          <Button size="small" busy={answer === null} onClick={ask}>
            Ask again
          </Button>
        }
      >
        <EchoView answer={answer} />
      </Card>
    </Stack>
  )
}

type Fact = readonly [string, string]

const COLUMNS: readonly Column<Fact>[] = [
  { id: 'name', header: 'Part of the call', rowHeader: true, cell: ([name]) => name },
  { id: 'value', header: 'Value', cell: ([, value]) => <code>{value}</code> },
]

function EchoView({ answer }: { readonly answer: Answer }) {
  if (!answer) return <Skeleton lines={5} />
  if ('failure' in answer) return <Alert tone="danger">{answer.failure}</Alert>
  const { method, plugin, version, tenant, subject, query } = answer.echo
  const facts = { Person: subject, Tenant: tenant, Plugin: `${plugin} ${version}`, Method: method, Query: query }
  return (
    <Table
      caption="What the gateway sees"
      captionHidden
      columns={COLUMNS}
      rows={Object.entries(facts)}
      rowKey={([name]) => name}
    />
  )
}
