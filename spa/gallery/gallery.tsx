/** The gallery’s frame: what to look at, and in which look. */
import { Stack, Text, Toaster } from '@empowernow/ui'
import { Controls } from './controls.tsx'
import { ExampleView } from './example.tsx'
import { type Look, searchOf } from './looks.ts'
import { type GalleryPage, PAGES } from './pages.ts'
import { TokensPage } from './tokens.tsx'

interface GalleryProps {
  /** Last segment of the address: a page, `tokens`, or `all`. */
  readonly place: string
  readonly look: Look
  readonly onLook: (look: Look) => void
}

export function Gallery({ place, look, onLook }: GalleryProps) {
  const shown = place === 'all' ? PAGES : PAGES.filter(({ id }) => id === place)
  const hasTokens = shown.length === 0 || place === 'all'
  return (
    <div data-gallery="frame">
      <a href="#main" data-gallery="skip">
        Skip to the components
      </a>
      <header data-gallery="header">
        <a href={`/ui${searchOf(look)}`} data-gallery="brand">
          <span data-gallery="mark" aria-hidden />
          <strong>Neon Flux</strong>
        </a>
        <Controls look={look} onLook={onLook} />
      </header>
      <nav aria-label="Components" data-gallery="nav">
        <Entry place="" title="Tokens" isCurrent={hasTokens && place !== 'all'} look={look} />
        {PAGES.map(({ id, title }) => (
          <Entry key={id} place={`/${id}`} title={title} isCurrent={place === id} look={look} />
        ))}
        <Entry place="/all" title="Everything" isCurrent={place === 'all'} look={look} />
      </nav>
      <main id="main" tabIndex={-1} data-gallery="main">
        <Stack gap="xl">
          {hasTokens && (
            <>
              <Intro />
              <TokensPage />
            </>
          )}
          {shown.map((page) => (
            <Page key={page.id} page={page} look={look} isOnly={!hasTokens} />
          ))}
        </Stack>
      </main>
      <Toaster />
    </div>
  )
}

function Intro() {
  return (
    <Stack gap="xs">
      <h1>Ink and light</h1>
      <Text size="l" tone="muted">
        Neon Flux is the look of the workplace: calm surfaces, and colour that glows only where something is live,
        chosen or focused. Everything here is drawn from these tokens.
      </Text>
    </Stack>
  )
}

interface EntryProps {
  readonly place: string
  readonly title: string
  readonly isCurrent: boolean
  readonly look: Look
}

function Entry({ place, title, isCurrent, look }: EntryProps) {
  return (
    <a href={`/ui${place}${searchOf(look)}`} aria-current={isCurrent ? 'page' : undefined}>
      {title}
    </a>
  )
}

interface PageProps {
  readonly page: GalleryPage
  readonly look: Look
  readonly isOnly: boolean
}

function Page({ page: { title, components, examples }, look, isOnly }: PageProps) {
  const Heading = isOnly ? ('h1' as const) : ('h2' as const)
  return (
    <Stack gap="l">
      <div>
        <Heading>{title}</Heading>
        <Text tone="muted">{components}</Text>
      </div>
      {examples.map((example) => (
        <ExampleView key={example.name} example={example} isOnly={isOnly} withCode={look.code === 'on'} />
      ))}
    </Stack>
  )
}
