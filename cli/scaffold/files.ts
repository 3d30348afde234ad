/** The files of a new plugin, as text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { printGrant } from '../../src/core/least-grants.ts'
import { PART, type PartName } from './parts.ts'

const TEMPLATE = join(import.meta.dirname, '../template')

export interface PluginPlan {
  readonly id: string
  /** For people. */
  readonly title: string
  readonly parts: readonly PartName[]
  readonly hostVersion: string
  /** The packages of `package.json`: name -> version or `file:` path. */
  readonly packages: Readonly<Record<string, string>>
}

/** Path in the new folder -> text. */
export function filesOf(plan: PluginPlan): ReadonlyMap<string, string> {
  const parts = plan.parts.map((name) => PART[name])
  const places = parts.flatMap(({ widgets, routes }) => [...widgets, ...routes])
  const sources = [...places.map(({ file }) => file), ...parts.flatMap((part) => part.sources)]
  const copied = [
    ...sources.map((file) => `src/${file}`),
    ...parts.flatMap(({ tests }) => tests.map((file) => `test/${file}`)),
    'build.mjs',
    'tsconfig.json',
    'vitest.config.ts',
    'README.md',
  ]
  return new Map([
    ['package.json', packageJson(plan)],
    ['manifest.yaml', manifestOf(plan)],
    ['src/index.tsx', indexOf(plan)],
    ['.gitignore', readFileSync(join(TEMPLATE, 'gitignore'), 'utf8')],
    ...copied.map((path): [string, string] => [path, filled(path, plan)]),
  ])
}

function filled(path: string, { id, title }: PluginPlan): string {
  return readFileSync(join(TEMPLATE, path), 'utf8').replaceAll('__id__', id).replaceAll('__title__', title)
}

function packageJson({ id, packages }: PluginPlan): string {
  const scripts = {
    dev: 'experience dev .',
    build: 'node build.mjs',
    // Vitest wants a newer Node than the rest: with an older one it cannot even say which test fails.
    test: 'tsc && node node_modules/experience-edge/cli/node.mjs node_modules/vitest/vitest.mjs run',
    check: 'npm run build && experience check .',
    learn: 'experience learn .',
    'publish:local': 'npm run build && experience publish . --tenant acme.localhost --yes',
  }
  const sorted = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b)))
  const document = { name: id, version: '0.1.0', private: true, type: 'module', scripts, devDependencies: sorted }
  return `${JSON.stringify(document, null, 2)}\n`
}

function manifestOf({ id, title, parts, hostVersion }: PluginPlan): string {
  const chosen = parts.map((name) => PART[name])
  const routes = chosen.flatMap((part) => part.routes)
  const widgets = chosen.flatMap((part) => part.widgets)
  const grants = [...new Set(chosen.flatMap(({ api }) => api.map(printGrant)))]
  const topics = chosen.flatMap(({ sse }) => sse)
  const quoted = JSON.stringify(title)
  const lines = [
    '# yaml-language-server: $schema=./node_modules/experience-edge/docs/schema/manifest.schema.json',
    `id: ${id}`,
    '# A published version never changes: raise it before you publish again.',
    "version: '0.1.0'",
    `title: ${quoted}`,
    'engine:',
    `  experience: '>=${hostVersion} <${Number.parseInt(hostVersion, 10) + 1}.0.0'`,
    'contributions:',
    ...(routes.length === 0 ? [] : ['  routes:']),
    ...routes.flatMap(({ path, component }) => [
      `    - path: /plugins/${id}${path}`,
      `      component: ${component}`,
      ...(path === '' ? [`      title: ${quoted}`] : []),
    ]),
    ...(widgets.length === 0 ? [] : ['  widgets:']),
    ...widgets.flatMap(({ component }) => [
      '    - slot: dashboard.main',
      `      component: ${component}`,
      `      title: ${quoted}`,
    ]),
    '# All that it may call: everything else is refused. `npm run learn` proposes what is missing.',
    'permissions:',
    ...(grants.length === 0 ? ['  api: []'] : ['  api:', ...grants.map((grant) => `    ${grant}`)]),
    ...(topics.length === 0 ? [] : ['  sse:', ...topics.map((topic) => `    - ${topic}`)]),
  ]
  return `${lines.join('\n')}\n`
}

function indexOf({ parts }: PluginPlan): string {
  const chosen = parts.map((name) => PART[name])
  const [routes, widgets] = [chosen.flatMap((part) => part.routes), chosen.flatMap((part) => part.widgets)]
  const record = (name: string, places: readonly { readonly component: string }[]): readonly string[] =>
    places.length === 0 ? [] : [`export const ${name} = { ${places.map(({ component }) => component).join(', ')} }`]
  const lines = [
    '/** What the host mounts: manifest.yaml names these components. */',
    ...[...routes, ...widgets].map(({ component, file }) => `import { ${component} } from './${file}'`),
    '',
    ...record('routes', routes),
    ...record('widgets', widgets),
  ]
  return `${lines.join('\n')}\n`
}
