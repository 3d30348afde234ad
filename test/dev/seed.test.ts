import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_PORTS } from '../../dev/ports.ts'
import { readSeedFiles } from '../../dev/seed-files.ts'
import { seed } from '../../dev/seed.ts'
import { forgetRunning, isStale, readRunning, writeRunning } from '../../dev/stack-state.ts'
import { runWrangler } from '../../dev/wrangler.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-seed-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

describe('the files to seed', () => {
  test('a file’s path is its key, and a later folder’s file replaces an earlier one’s', () => {
    write('a/config/plugins.yaml', 'first')
    write('a/plugins/hello/1.0.0/index.esm.js', 'export {}')
    write('b/config/plugins.yaml', 'second')
    write('b/config/plugins/acme.localhost.yaml', 'own')
    const files = readSeedFiles([join(folder, 'a'), join(folder, 'b')], DEFAULT_PORTS)
    expect(new Map(files.map(({ key, bytes }) => [key, textOf(bytes)]))).toEqual(
      new Map([
        ['config/plugins.yaml', 'second'],
        ['plugins/hello/1.0.0/index.esm.js', 'export {}'],
        ['config/plugins/acme.localhost.yaml', 'own'],
      ]),
    )
  })

  test('configuration gets this stack’s ports, a bundle stays as it is', () => {
    const text = 'http://acme.localhost:8787 http://localhost:9400 http://127.0.0.1:9500'
    write('config/settings.yaml', text)
    write('plugins/x/1.0.0/index.esm.js', text)
    const files = readSeedFiles([folder], { port: 1111, idpPort: 2222, upstreamPort: 3333 })
    expect(files.map(({ bytes }) => textOf(bytes))).toEqual([
      'http://acme.localhost:1111 http://localhost:2222 http://127.0.0.1:3333',
      text,
    ])
  })
})

describe('seeding', () => {
  const kv = (...args: readonly string[]): Promise<string> =>
    runWrangler(['kv', 'key', ...args, '--binding', 'CONFIG', '--local', '--persist-to', join(folder, 'state')])

  test('keeps what an operator changed until the file itself changes, and what was compiled as history', async () => {
    const overlays = [join(folder, 'overlay')]
    const options = { stateDir: join(folder, 'state'), ports: DEFAULT_PORTS, overlays }
    write('overlay/config/probe.yaml', 'seeded: 1')
    expect((await seed(options)).written).toContain('config/probe.yaml')

    await kv('put', 'config/probe.yaml', 'changed by hand')
    await kv('put', 'registry/acme.localhost/current', '{}')
    expect(await seed(options)).toEqual({ written: [], removed: [] })
    expect(await kv('get', 'config/probe.yaml')).toContain('changed by hand')
    expect(isStale(options.stateDir)).toBe(false)

    write('overlay/config/probe.yaml', 'seeded: 2')
    expect(await seed(options)).toEqual({ written: ['config/probe.yaml'], removed: [] })
    expect(await kv('get', 'config/probe.yaml')).toContain('seeded: 2')
    expect(await kv('list', '--prefix', 'registry/')).toContain('current')
    expect(isStale(options.stateDir)).toBe(true)

    rmSync(join(folder, 'overlay/config/probe.yaml'))
    expect(await seed(options)).toEqual({ written: [], removed: ['config/probe.yaml'] })
    expect(await kv('list', '--prefix', 'config/probe')).not.toContain('probe.yaml')
  })
})

test('a stack is found while it runs, and not once it is gone, however it went', () => {
  const stack = { ...DEFAULT_PORTS, port: 4321, secretsFile: 'dev.vars' }
  expect(readRunning(folder)).toBeNull()
  writeRunning(folder, { ...stack, pid: process.pid })
  expect(readRunning(folder)).toMatchObject({ port: 4321 })
  writeRunning(folder, { ...stack, pid: 2 ** 30 })
  expect(readRunning(folder)).toBeNull()
  writeRunning(folder, { ...stack, pid: process.pid })
  forgetRunning(folder)
  expect(readRunning(folder)).toBeNull()
})
