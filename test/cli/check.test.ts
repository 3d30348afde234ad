import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkPlugin, type Checked } from '../../cli/check/check.ts'
import { readPluginFolder } from '../../cli/check/plugin-folder.ts'
import { Stop } from '../../cli/stop.ts'

const BUDGET_KB = 200

const MANIFEST = `id: probe
version: '1.0.0'
contributions:
  routes:
    - path: /probe
      component: Page
  widgets:
    - slot: dashboard.main
      component: Widget
`

const BUNDLE = `import { jsx } from 'react/jsx-runtime'
var Page = () => jsx('p', { children: 'page' })
var Widget = () => jsx('p', { children: 'widget' })
var routes = { Page }
var widgets = { Widget }
export { routes, widgets }
`

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-check-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

async function check(files: Readonly<Record<string, string | Uint8Array>>, budgetKb = BUDGET_KB): Promise<Checked> {
  const all = { 'manifest.yaml': MANIFEST, 'dist/index.esm.js': BUNDLE, ...files }
  for (const [path, content] of Object.entries(all)) write(path, content)
  return checkPlugin(await readPluginFolder(folder), budgetKb)
}

/** What was found, as an editor would jump to it: `file:line:column rule`. */
function placesIn({ findings }: Checked): readonly string[] {
  return findings.map(({ file, line, column, rule }) => `${file.split('/').at(-1)}:${line}:${column} ${rule}`)
}

function bundleWith(line: string): string {
  return `${BUNDLE}${line}\n`
}

test('a bundle that asks for the mode alone is warned of once: the page answers that', async () => {
  const asking = 'if (process.env.NODE_ENV !== "production") console.log(process.env.NODE_ENV)'
  const { findings } = await check({ 'dist/index.esm.js': bundleWith(asking) })
  expect(findings).toMatchObject([{ severity: 'warning', rule: 'free-node', line: 7, column: 5 }])
})

test('a sound plugin has no findings, and its hash is that of its bytes', async () => {
  const checked = await check({})
  expect(checked.findings).toEqual([])
  expect(checked.manifest).toMatchObject({ id: 'probe', version: '1.0.0' })
  expect(checked.sha256).toMatch(/^[0-9a-f]{64}$/)
})

describe('a bundle', () => {
  test.each([
    ['no module', 'const = 1', 'index.esm.js:7:7 syntax'],
    ['CommonJS', 'module.exports = {}', 'index.esm.js:7:1 free-node'],
    ['a package the host lacks', "import lodash from 'lodash'", 'index.esm.js:7:1 import-bare'],
    ['a development build', "import { jsxDEV } from 'react/jsx-dev-runtime'", 'index.esm.js:7:1 import-bare'],
    ['a second file', "import './chunk.js'", 'index.esm.js:7:1 import-file'],
    ['a file from elsewhere', "import 'https://cdn.example/x.js'", 'index.esm.js:7:1 import-remote'],
    ['a later import from elsewhere', "void import('https://cdn.example/x.js')", 'index.esm.js:7:6 import-remote'],
    ['an import of data', "void import('data:text/javascript,1')", 'index.esm.js:7:6 import-remote'],
    ['an import that shows at run time', 'void import(location.hash)', 'index.esm.js:7:6 import-computed'],
    ['a re-export', "export * from './other.js'", 'index.esm.js:7:1 import-file'],
    ['a global React', 'console.log(React.version)', 'index.esm.js:7:13 free-react'],
    ['JSX of old', "export const a = () => React.createElement('p')", 'index.esm.js:7:24 free-react'],
    ['process', 'if (process.platform) console.log(1)', 'index.esm.js:7:5 free-node'],
    ['require', "const fs = require('fs')", 'index.esm.js:7:12 free-node'],
    ['eval', "eval('1')", 'index.esm.js:7:1 eval'],
    ['indirect eval', "(0, eval)('1')", 'index.esm.js:7:5 eval'],
    ['new Function', "new Function('return 1')", 'index.esm.js:7:5 eval'],
    ['Function called', "Function('return 1')()", 'index.esm.js:7:1 eval'],
    ['a timer of text', "setTimeout('go()', 1)", 'index.esm.js:7:1 eval'],
    ['a style element', "document.createElement('style')", 'index.esm.js:7:1 style-injection'],
    ['a style element from JSX', "jsx('style', { children: 'p{}' })", 'index.esm.js:7:1 style-injection'],
    ['a style attribute', "document.body.setAttribute('style', 'color:red')", 'index.esm.js:7:1 style-injection'],
    ['a script element', "document.createElement('script')", 'index.esm.js:7:1 script-injection'],
    ['innerHTML', "document.body.innerHTML = '<p>'", 'index.esm.js:7:1 html-injection'],
    ['innerHTML by name', "document.body['innerHTML'] = '<p>'", 'index.esm.js:7:1 html-injection'],
    ['insertAdjacentHTML', "document.body.insertAdjacentHTML('beforeend', x())", 'index.esm.js:7:1 html-injection'],
    ['document.write', "document.write('<p>')", 'index.esm.js:7:1 html-injection'],
    [
      'dangerouslySetInnerHTML',
      "jsx('p', { dangerouslySetInnerHTML: { __html: '' } })",
      'index.esm.js:7:12 html-injection',
    ],
    ['a worker', "new Worker('/x.js')", 'index.esm.js:7:1 worker'],
    ['a service worker', "navigator.serviceWorker.register('/x.js')", 'index.esm.js:7:1 worker'],
    ['an EventSource', "new EventSource('/api/events')", 'index.esm.js:7:1 bypasses-sdk'],
    ['a bare fetch', "void fetch('/api/crud/items')", 'index.esm.js:7:6 bypasses-sdk'],
  ])('with %s is found out, with its place', async (_name, line, place) => {
    const checked = await check({ 'dist/index.esm.js': bundleWith(line) })
    expect(placesIn(checked)).toContain(place)
    for (const { fix, message } of checked.findings) expect([fix, message]).not.toContain('')
  })

  test.each([
    ['a local named React', "const React = { version: '1' }; console.log(React.version)"],
    ['an imported React', "import React from 'react'; console.log(React.version)"],
    ['a question whether process is there', "if (typeof process !== 'undefined') console.log(process.env)"],
    ['instanceof Function', 'console.log((() => 1) instanceof Function)'],
    ['a method called eval', 'console.log({ eval: () => 1 }.eval())'],
    ['words in a text', "console.log('eval(1) new Function React <style>')"],
    ['words in a comment', '/* eval(1); import("https://x") */'],
    ['a style property', "document.body.style.setProperty('color', 'red')"],
    ['the style prop', "jsx('p', { style: { color: 'red' } })"],
    ['a timer', 'setTimeout(() => 1, 1)'],
    ['import.meta', 'console.log(import.meta.url)'],
  ])('with %s is sound', async (_name, line) => {
    expect(placesIn(await check({ 'dist/index.esm.js': bundleWith(line) }))).toEqual([])
  })

  test.each([
    ['lacks a record', 'export const routes = { Page: 1 }', 'index.esm.js:1:1 export-missing', 'export const widgets'],
    [
      'lacks a component',
      'export const routes = { Page: 1 }\nexport const widgets = { Other: 1 }',
      'index.esm.js:2:24 component-missing',
      'Widget',
    ],
    [
      'has it as its default',
      'export default { routes: {}, widgets: {} }',
      'index.esm.js:1:1 export-missing',
      'routes',
    ],
    [
      'makes its record at run time',
      'export const routes = { Page: 1 }\nexport const widgets = make()\nfunction make() { return { Widget: 1 } }',
      'index.esm.js:2:24 export-unclear',
      'Widget',
    ],
  ])('that %s is told what to add', async (_name, bundle, place, told) => {
    const checked = await check({ 'dist/index.esm.js': bundle })
    expect(placesIn(checked)).toContain(place)
    expect(checked.findings.map(({ fix, message }) => fix + message).join('\n')).toContain(told)
  })

  test.each([
    [
      'quoted keys and renamed exports',
      "const a = { 'Page': 1 }; const b = { 'Widget': 1 }; export { a as routes, b as widgets }",
    ],
    ['frozen records', 'export const routes = Object.freeze({ Page: 1 }), widgets = Object.freeze({ Widget: 1 })'],
  ])('with %s is understood', async (_name, bundle) => {
    expect(placesIn(await check({ 'dist/index.esm.js': bundle }))).toEqual([])
  })

  test('that is no text, or nothing, is refused', async () => {
    expect(placesIn(await check({ 'dist/index.esm.js': Uint8Array.of(0xff, 0xfe) }))).toEqual([
      'index.esm.js:1:1 encoding',
    ])
    expect(placesIn(await check({ 'dist/index.esm.js': '  \n' }))).toEqual(['index.esm.js:1:1 empty'])
  })

  test('nested deeper than any parser goes is refused, and does not end the check', async () => {
    const deep = `export const x = ${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const { findings } = await check({ 'dist/index.esm.js': bundleWith(deep) })
    expect(findings[0]).toMatchObject({
      rule: 'syntax',
      message: 'is no ES module: Not enough stack space to parse input',
    })
  })

  test('over its budget names the largest modules', async () => {
    const metafile = {
      outputs: { out: { inputs: { 'src/small.ts': { bytesInOutput: 10 }, 'big/index.js': { bytesInOutput: 2048 } } } },
    }
    const checked = await check({ 'dist/meta.json': JSON.stringify(metafile) }, 0.1)
    expect(placesIn(checked)).toEqual(['index.esm.js:1:1 size'])
    expect(checked.findings[0]?.fix).toContain('big/index.js 2.0 kB, src/small.ts')
    expect(checked.modules.map(({ module }) => module)).toEqual(['big/index.js', 'src/small.ts'])
  })
})

describe('a manifest', () => {
  test.each([
    ['a number for a version', MANIFEST.replace("'1.0.0'", '1.10'), 'manifest.yaml:2:10', 'quote it'],
    ['no semver', MANIFEST.replace('1.0.0', '1.0'), 'manifest.yaml:2:10', 'semver'],
    ['no id', MANIFEST.replace('id: probe', 'title: Probe'), 'manifest.yaml:1:1', 'id is missing'],
    ['an id of another alphabet', MANIFEST.replace('id: probe', 'id: Probe!'), 'manifest.yaml:1:5', 'a-z'],
    ['a page of the host', MANIFEST.replace('/probe', '/api/x'), 'manifest.yaml:5:13', 'belongs to the host'],
    [
      'all of the API',
      `${MANIFEST}permissions:\n  api:\n    - { method: GET, path: '/api/*' }\n`,
      'manifest.yaml:12:28',
      'name the first segment',
    ],
    [
      'an operator’s path',
      `${MANIFEST}permissions:\n  api:\n    - { method: POST, path: '/api/ops/config' }\n`,
      'manifest.yaml:12:29',
      'gateway itself',
    ],
    [
      'an unknown method',
      `${MANIFEST}permissions:\n  api:\n    - { method: FETCH, path: '/api/a/b' }\n`,
      'manifest.yaml:12:17',
      'one of GET',
    ],
    ['a broken line', `${MANIFEST}  : [`, 'manifest.yaml:10:', ''],
  ])('with %s is refused at its line', async (_name, manifest, place, told) => {
    const { findings, manifest: read } = await check({ 'manifest.yaml': manifest })
    expect(read).toBeNull()
    const said = findings.map(
      ({ file, line, column, message }) => `${file.split('/').at(-1)}:${line}:${column} ${message}`,
    )
    expect(said.join('\n')).toContain(place)
    expect(said.join('\n')).toContain(told)
  })

  test('with a key that looks like a slip is told so, and may be published all the same', async () => {
    const checked = await check({ 'manifest.yaml': `${MANIFEST}permisions:\n  sse: [orders]\n` })
    expect(placesIn(checked)).toEqual(['manifest.yaml:10:1 unknown-key'])
    expect(checked.findings).toMatchObject([{ severity: 'warning', message: expect.stringContaining('permissions?') }])
    expect(checked.manifest?.id).toBe('probe')
  })

  test('may be JSON', async () => {
    rmSync(join(folder, 'manifest.yaml'), { force: true })
    write('manifest.json', JSON.stringify({ id: 'probe', version: '1.0.0' }))
    write('dist/index.esm.js', BUNDLE)
    const checked = await checkPlugin(await readPluginFolder(folder), BUDGET_KB)
    expect(checked.manifest?.id).toBe('probe')
  })
})

describe('a folder', () => {
  test('with sources alone is built as the examples are', async () => {
    write('plugin.json', JSON.stringify({ id: 'probe', version: '1.0.0' }))
    write(
      'src/index.tsx',
      "import { Card } from '@empowernow/ui'\nexport const widgets = { Widget: () => <Card heading='x'>x</Card> }\n",
    )
    const checked = await checkPlugin(await readPluginFolder(folder), BUDGET_KB)
    expect(checked.findings).toEqual([])
    expect(checked.modules.map(({ module }) => module)).toEqual(['src/index.tsx'])
  })

  test('without a manifest or a bundle says what it looked for', async () => {
    await expect(readPluginFolder(folder)).rejects.toThrow(/no manifest/)
    write('plugin.json', '{}')
    await expect(readPluginFolder(folder)).rejects.toBeInstanceOf(Stop)
    await expect(readPluginFolder(folder)).rejects.toThrow(/dist\/index\.esm\.js/)
  })
})
