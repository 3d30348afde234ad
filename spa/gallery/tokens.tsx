/** The tokens, as they stand on this page now. */
import { Grid, Stack, Text } from '@empowernow/ui'
import type { CSSProperties, ReactNode } from 'react'

const COLOURS = [
  ['Ground', ['background', 'surface', 'surface-raised', 'border', 'border-strong']],
  ['Words', ['text', 'text-muted', 'link']],
  ['Accent', ['accent', 'accent-text', 'accent-hover', 'accent-soft', 'focus']],
  ['Meaning', ['info', 'success', 'warning', 'danger']],
] as const
const CHARTS = [1, 2, 3, 4, 5, 6, 7, 8] as const
const TYPE = ['2xl', 'xl', 'l', 'm', 's', 'xs'] as const
const SPACE = ['2xs', 'xs', 's', 'm', 'l', 'xl', '2xl'] as const
const RADII = ['radius-s', 'radius-m', 'radius', 'radius-pill'] as const
const ELEVATION = ['shadow-1', 'shadow-2', 'shadow-3', 'glow'] as const

export function TokensPage() {
  return (
    <Stack gap="xl">
      <Group title="Colour" note="A tenant sets twelve of them; the rest is derived, so that one accent colours all.">
        {COLOURS.map(([name, tokens]) => (
          <Stack key={name} gap="xs">
            <h3>{name}</h3>
            <div data-gallery="swatches">
              {tokens.map((token) => (
                <Swatch key={token} token={`color-${token}`} />
              ))}
            </div>
          </Stack>
        ))}
        <Stack gap="xs">
          <h3>Charts</h3>
          <div data-gallery="swatches">
            {CHARTS.map((token) => (
              <Swatch key={token} token={`chart-${token}`} />
            ))}
          </div>
        </Stack>
      </Group>
      <Group title="Type" note="Inter, served with the page.">
        {TYPE.map((size) => (
          <div key={size} data-gallery="type">
            <code>text-{size}</code>
            <span style={{ fontSize: `var(--ee-text-${size})` }}>Orders follow the light</span>
          </div>
        ))}
      </Group>
      <Group title="Space" note="Seven steps. Density changes them, and nothing else has to know.">
        {SPACE.map((step) => (
          <div key={step} data-gallery="type">
            <code>space-{step}</code>
            <span data-gallery="bar" style={{ inlineSize: `var(--ee-space-${step})` }} />
          </div>
        ))}
      </Group>
      <Grid column="large" gap="xl">
        <Group title="Radius" note="One token, and three that follow it.">
          <Samples tokens={RADII} style={(token) => ({ borderRadius: `var(--ee-${token})` })} />
        </Group>
        <Group title="Elevation and glow" note="The glow is kept for the one thing that matters most.">
          <Samples tokens={ELEVATION} style={(token) => ({ boxShadow: `var(--ee-${token})` })} />
        </Group>
      </Grid>
    </Stack>
  )
}

interface GroupProps {
  readonly title: string
  readonly note: string
  readonly children: ReactNode
}

function Group({ title, note, children }: GroupProps) {
  return (
    <Stack gap="m">
      <div>
        <h2>{title}</h2>
        <Text tone="muted">{note}</Text>
      </div>
      {children}
    </Stack>
  )
}

function Swatch({ token }: { readonly token: string }) {
  return (
    <div data-gallery="swatch">
      <span style={{ background: `var(--ee-${token})` }} />
      <code>{token.replace('color-', '')}</code>
    </div>
  )
}

interface SamplesProps {
  readonly tokens: readonly string[]
  readonly style: (token: string) => CSSProperties
}

function Samples({ tokens, style }: SamplesProps) {
  return (
    <div data-gallery="samples">
      {tokens.map((token) => (
        <div key={token} style={style(token)}>
          <code>{token}</code>
        </div>
      ))}
    </div>
  )
}
