/** Mounts bundles that were built by each of the three recipes, the way a host does. */
import { BootSkeleton, Grid, type Sdk, SdkProvider } from '@empowernow/ui'
import { type ComponentType, createElement, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createSdk } from '../../../spa/sdk/index.ts'

const RECIPES = ['esbuild-cli', 'build-mjs', 'rollup'] as const

interface Widget {
  readonly id: string
  readonly sdk: Sdk
  readonly component: ComponentType<{ readonly sdk: Sdk }>
}

async function load(id: string): Promise<Widget> {
  const module: { widgets: { CounterWidget: ComponentType<{ readonly sdk: Sdk }> } } = await import(
    /* @vite-ignore */ `/recipes/${id}.js`
  )
  const transport = { fetch: async () => new Response('[]'), csrfToken: () => '' }
  return { id, sdk: createSdk({ id, version: '1.0.0' }, transport).sdk, component: module.widgets.CounterWidget }
}

function Page({ widgets }: { readonly widgets: readonly Widget[] }) {
  const [title] = useState('Recipes')
  return (
    <main>
      <h1>{title}</h1>
      <Grid>
        {widgets.map(({ id, sdk, component }) => (
          <SdkProvider key={id} sdk={sdk}>
            {createElement(component, { sdk })}
          </SdkProvider>
        ))}
      </Grid>
    </main>
  )
}

const container = document.getElementById('root')
if (container) {
  const root = createRoot(container)
  root.render(<BootSkeleton />)
  root.render(<Page widgets={await Promise.all(RECIPES.map(load))} />)
}
