/** Renders one contribution as the host would: found by the manifest, with an SDK of its own. */
import { createRoot } from 'react-dom/client'
import { SdkProvider } from '@empowernow/ui'
import { readTestManifest } from './manifest-input.ts'
import { componentOf, type Kind, readModule } from '../host/module.ts'
import { createRouter } from '#core/router'
import type { PluginExports, Sdk } from '../sdk/public.ts'
import { createTestHost, type TestHost, type TestHostOptions } from './host.ts'

export interface RenderOptions extends TestHostOptions {
  /** What the bundle exports: `import * as plugin from '../src/index.tsx'`. */
  readonly plugin: PluginExports
  /** Component of one of the manifest's widgets. */
  readonly widget?: string
  /** A path of the host that one of the manifest's routes answers: `/plugins/inventory/items/7`. */
  readonly path?: string
  /** A host that was made before, to be asked or scripted first; the options for one then count for nothing. */
  readonly host?: TestHost
}

export interface Rendered {
  readonly host: TestHost
  /** In the document, so that queries of any library find it. */
  readonly container: HTMLElement
  /** Of this contribution. */
  readonly sdk: Sdk
  /** Acts as a person does, a click for example, and waits until what it led to is shown. */
  readonly act: (doing: () => void | Promise<void>) => Promise<void>
  /** Waits until this is the case, at most two seconds; for parts that are fetched when they are first shown. */
  readonly until: (isSo: () => boolean) => Promise<void>
  /** As when the person opens another page: everything that reads or listens ends. */
  readonly unmount: () => Promise<void>
}

/**
 * Renders a widget or the page at a path, and waits until its first calls are answered and shown. Needs a document: run
 * Vitest with `environment: 'happy-dom'` or `'jsdom'`.
 */
export async function renderContribution(options: RenderOptions): Promise<Rendered> {
  if (!('document' in globalThis)) throw new Error(NO_DOCUMENT)
  const { kind, name, params } = placeOf(options)
  const Component = componentOf(readModule(options.plugin), kind, name)
  if (Component === null) throw new Error(`The plugin exports no component ${name} in its record "${kind}s".`)
  const host = options.host ?? createTestHost(options)
  const { sdk, dispose } = host.open()
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container)
  await host.settle(() =>
    root.render(
      <SdkProvider sdk={sdk}>
        <Component sdk={sdk} params={params} navigate={sdk.navigate} plugin={sdk.plugin} />
      </SdkProvider>,
    ),
  )
  return {
    host,
    container,
    sdk,
    act: host.settle,
    until: (isSo) => until(host, isSo),
    unmount: async () => {
      await host.settle(() => root.unmount())
      dispose()
      container.remove()
    },
  }
}

const NO_DOCUMENT = `There is no document to render into. Put this at the top of the test file:
// @vitest-environment happy-dom`

function placeOf({ manifest, widget, path }: RenderOptions): {
  readonly kind: Kind
  readonly name: string
  readonly params: Readonly<Record<string, string>>
} {
  const { id, contributions } = readTestManifest(manifest)
  if (widget !== undefined) {
    if (contributions.widgets.some(({ component }) => component === widget))
      return { kind: 'widget', name: widget, params: {} }
    throw new Error(`The manifest of ${id} has no widget ${widget}.`)
  }
  const page = createRouter(contributions.routes.map((route) => ({ plugin: id, route })))(path ?? '')
  if (page.page === 'plugin') return { kind: 'route', name: page.place.route.component, params: page.params }
  throw new Error(`The manifest of ${id} has no page at ${path ?? 'no path'}: say which widget or path to render.`)
}

const PATIENCE_MS = 2000
const LOOK_EVERY_MS = 10

async function until(host: TestHost, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`It did not come about within ${PATIENCE_MS} ms.`)
    await host.settle(() => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS)))
  }
}
