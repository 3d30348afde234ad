/** One example: what it is for, how it runs, and the code it runs from. */
import { Button, Icon, toast } from '@empowernow/ui'
import { piecesOf } from './code.ts'
import type { Example } from './pages.ts'
import { titleOf } from './title.ts'

interface ExampleViewProps {
  readonly example: Example
  readonly withCode: boolean
  /** Whether its page stands alone: headings have one rank less below a page's own. */
  readonly isOnly: boolean
}

export function ExampleView({ example: { name, note, code, Run }, withCode, isOnly }: ExampleViewProps) {
  const Heading = isOnly ? ('h2' as const) : ('h3' as const)
  return (
    <section aria-labelledby={`example-${name}`} data-gallery="example" id={name}>
      <header data-gallery="example-header">
        <Heading id={`example-${name}`}>{titleOf(name)}</Heading>
        <p>{note}</p>
      </header>
      <div data-gallery="example-body" data-code={withCode ? 'on' : 'off'}>
        <div data-gallery="run">
          <Run />
        </div>
        {withCode && <Code name={name} code={code} />}
      </div>
    </section>
  )
}

function Code({ name, code }: { readonly name: string; readonly code: string }) {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code)
    toast({ tone: 'success', heading: 'Copied' })
  }
  return (
    <div data-gallery="code">
      <Button variant="quiet" size="small" square aria-label={`Copy the code of ${titleOf(name)}`} onClick={copy}>
        <Icon name="copy" size="s" />
      </Button>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
      <pre tabIndex={0} role="region" aria-label={`Code of ${titleOf(name)}`} dir="ltr">
        <code>
          {piecesOf(code).map(({ text, kind }, at) => (
            <span key={at} data-piece={kind}>
              {text}
            </span>
          ))}
        </code>
      </pre>
    </div>
  )
}
