/** Publishing against the real stack: interrupted anywhere, twice at once, wrongly, and back again. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storeConfig } from '../../cli/bindings.ts'
import { own, ownText } from '../../src/core/own-property.ts'
import { packArchive } from '../../src/io/archive.ts'
import { OPERATOR_ACTIONS } from '../fixtures/operator-actions.ts'
import { fitsRoute, recordRequests } from './recorder.ts'
import { type CliStack, type Ran, startCliStack } from './stack.ts'

const ACME = ['--tenant', 'acme.localhost']

let stack: CliStack

beforeAll(async () => {
  stack = await startCliStack()
})

afterAll(() => stack.end())

async function operator(path: string, tenant = 'acme.localhost'): Promise<unknown> {
  const headers = { Authorization: `Bearer ${stack.operatorToken ?? ''}` }
  const response = await stack.request(tenant, path, { headers })
  return response.json()
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Version of each plugin that is live. */
async function live(tenant = 'acme.localhost'): Promise<ReadonlyMap<string, string>> {
  const plugins = listOf(own(await operator(`/api/ops/plugins?tenant=${tenant}`, tenant), 'plugins'))
  return new Map(plugins.map((plugin) => [ownText(plugin, 'id') ?? '', ownText(plugin, 'version') ?? '']))
}

/** What the gateway finds wrong with the bundle it would serve for a plugin. */
async function brokenGates(plugin: string): Promise<readonly unknown[]> {
  const gates = listOf(own(await operator(`/api/ops/explain?plugin=${plugin}`), 'gates'))
  return gates.filter(
    (gate) => ['bundle', 'integrity'].includes(ownText(gate, 'gate') ?? '') && own(gate, 'verdict') !== 'pass',
  )
}

async function pluginsFile(): Promise<string> {
  return ownText(await operator('/api/ops/config?file=config/plugins.yaml'), 'text') ?? ''
}

function answerOf({ stdout }: Ran): unknown {
  return JSON.parse(stdout)
}

test('a plugin is published, and the file it stands in keeps everything else', async () => {
  const before = await pluginsFile()
  const ran = await stack.spawn(['publish', stack.plugin('first', '1.0.0'), ...ACME, '--json'])
  expect(ran).toMatchObject({ exit: 0 })
  expect(answerOf(ran)).toMatchObject({ ok: true, plugin: 'first', version: '1.0.0', outcome: 'published' })
  expect((await live()).get('first')).toBe('1.0.0')
  const after = await pluginsFile()
  const lines = after.split('\n')
  expect(before.split('\n').filter((line) => !lines.includes(line))).toEqual([])
  expect(after).toContain('    - id: first\n')

  const again = await stack.cli(['publish', stack.plugin('first', '1.0.0'), ...ACME, '--json'])
  expect(answerOf(again)).toMatchObject({ ok: true, outcome: 'already published' })
  expect(await pluginsFile()).toBe(after)
})

test('other bytes under a published version are refused, and nothing changes', async () => {
  const folder = stack.plugin('first', '1.0.0')
  writeFileSync(join(folder, 'dist/index.esm.js'), 'export const widgets = { Probe: () => 2 }\n')
  const before = await pluginsFile()
  const ran = await stack.cli(['publish', folder, ...ACME, '--yes'])
  expect(ran.exit).toBe(1)
  expect(ran.stderr).toMatch(/exists with other bytes[^]*raise the version/)
  expect(await pluginsFile()).toBe(before)
})

test('wider permissions are named, and need a yes', async () => {
  const permissions = { api: [{ method: 'GET', path: '/api/crud/items' }], sse: ['orders'] }
  const folder = stack.plugin('first', '1.1.0', { permissions })
  const asked = await stack.cli(['publish', folder, ...ACME])
  expect(asked.exit).toBe(1)
  expect(asked.stderr).toMatch(/first may call GET \/api\/crud\/items[^]*topics orders[^]*--yes/)
  expect((await live()).get('first')).toBe('1.0.0')
  const ran = await stack.cli(['publish', folder, ...ACME, '--yes', '--json'])
  expect(answerOf(ran)).toMatchObject({
    grants: ['first may call GET /api/crud/items', 'first may receive topics orders and below'],
  })
  expect((await live()).get('first')).toBe('1.1.0')
})

test('what a plugin may do is shown against the revision before', async () => {
  const { stdout } = await stack.cli(['show', 'first', ...ACME])
  expect(stdout).toMatch(/^- version 1\.0\.0$[^]*^\+ version 1\.1\.0$[^]*^\+ GET \/api\/crud\/items$/m)
  expect(stdout).toContain('wider: first may call GET /api/crud/items')
  const back = await stack.cli(['rollback', ...ACME, '--dry'])
  expect(back.stdout).toMatch(/nothing has been changed[^]*changed first/)
  expect((await live()).get('first')).toBe('1.1.0')
})

test('a plugin with findings goes nowhere', async () => {
  const folder = stack.plugin('broken', '1.0.0')
  writeFileSync(join(folder, 'dist/index.esm.js'), "export const widgets = { Other: () => eval('1') }\n")
  const ran = await stack.cli(['publish', folder, ...ACME, '--yes', '--json'])
  expect(ran.exit).toBe(1)
  const findings = listOf(own(answerOf(ran), 'findings'))
  expect(findings.map((finding) => own(finding, 'rule'))).toEqual(['component-missing', 'eval'])
  expect((await live()).has('broken')).toBe(false)
})

test('a configuration that would be rejected is not written', async () => {
  const contributions = { routes: [{ path: '/hello', component: 'Probe' }] }
  const folder = stack.plugin('squatter', '1.0.0', { contributions })
  writeFileSync(join(folder, 'dist/index.esm.js'), 'export const routes = { Probe: () => null }\n')
  const before = await pluginsFile()
  const ran = await stack.cli(['publish', folder, ...ACME, '--yes'])
  expect(ran.exit).toBe(1)
  expect(ran.stderr).toMatch(/config\/plugins\.yaml:\d+:\d+ .*plugin hello has a page at this path already/)
  expect(await pluginsFile()).toBe(before)
})

describe('a publish that is killed', () => {
  const STEPS = ['check', 'stage', 'verify-staged', 'copy', 'tidy', 'read', 'write'] as const
  const nameOf = (step: string): string => `killed-${step}`

  test('after any step leaves nothing broken, and running it again completes', async () => {
    const folders = new Map(STEPS.map((step) => [step, stack.plugin(nameOf(step), '1.0.0')]))
    for (const [step, folder] of folders) {
      const ran = await stack.spawn(['publish', folder, ...ACME], { EXPERIENCE_FAIL_AFTER: step })
      expect([step, ran.exit]).toEqual([step, 'SIGKILL'])
    }
    // Writing the entry and making it live is one step of the gateway's.
    expect(await stack.cli(['refresh', ...ACME])).toMatchObject({ exit: 0 })
    const seen = await live()
    expect(STEPS.filter((step) => seen.has(nameOf(step)))).toEqual(['write'])
    for (const id of seen.keys()) expect([id, await brokenGates(id)]).toEqual([id, []])

    for (const [step, folder] of folders) {
      const ran = await stack.cli(['publish', folder, ...ACME])
      expect([step, ran.exit]).toEqual([step, 0])
    }
    const after = await live()
    for (const step of STEPS) {
      expect(after.get(nameOf(step))).toBe('1.0.0')
      expect(await brokenGates(nameOf(step))).toEqual([])
    }
  }, 240_000)
})

test('publishes at the same moment lose nothing', async () => {
  const before = await live()
  const ids = ['one', 'two', 'three']
  const ran = await Promise.all(ids.map((id) => stack.spawn(['publish', stack.plugin(id, '1.0.0'), ...ACME])))
  expect(ran.map(({ exit, stderr }) => [exit, exit === 0 ? '' : stderr])).toEqual(ids.map(() => [0, '']))
  const after = await live()
  expect([...after.keys()].toSorted()).toEqual([...before.keys(), ...ids].toSorted())
  const file = await pluginsFile()
  for (const id of ids) expect(file.split(`- id: ${id}\n`)).toHaveLength(2)
}, 120_000)

test('two releases of one version at the same moment: one is published, the other refused', async () => {
  const folders = ['a', 'b'].map((name) => {
    const folder = stack.plugin(`twin-${name}`, '1.0.0')
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ id: 'twin', version: '1.0.0' }))
    writeFileSync(join(folder, 'dist/index.esm.js'), `export const widgets = { ${name}: 1 }\n`)
    return folder
  })
  const ran = await Promise.all(folders.map((folder) => stack.spawn(['publish', folder, ...ACME])))
  expect(ran.map(({ exit }) => String(exit)).toSorted((a, b) => a.localeCompare(b))).toEqual(['0', '1'])
  expect(await brokenGates('twin')).toEqual([])
}, 120_000)

describe('operating', () => {
  test('disable, enable and remove change the entry and what is live', async () => {
    expect(await stack.cli(['disable', 'first', ...ACME])).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/first +1\.1\.0 +disabled/)
    expect(await stack.cli(['enable', 'first', ...ACME, '--yes'])).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/first +1\.1\.0 +live/)
    expect(await stack.cli(['remove', 'first', ...ACME])).toMatchObject({ exit: 1 })
    expect(await stack.cli(['remove', 'first', ...ACME, '--yes'])).toMatchObject({ exit: 0 })
    expect((await live()).has('first')).toBe(false)
    expect(await stack.cli(['remove', 'first', ...ACME, '--yes'])).toMatchObject({ exit: 1 })
  }, 120_000)

  test('rollback brings back what was removed', async () => {
    expect(await stack.cli(['rollback', ...ACME])).toMatchObject({ exit: 0 })
    expect((await live()).get('first')).toBe('1.1.0')
    const unknown = await stack.cli(['rollback', ...ACME, '--to', 'f'.repeat(32)])
    expect(unknown).toMatchObject({ exit: 1 })
    expect(unknown.stderr).toContain('There is no revision')
  })

  test('quarantine shows in the status with its reason, until it is taken back', async () => {
    const stopped = await stack.cli(['quarantine', 'hello', ...ACME, '--reason', 'leaks names', '--json'])
    expect(answerOf(stopped)).toMatchObject({ ok: true, plugin: 'hello', quarantined: true, reason: 'leaks names' })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/hello +1\.0\.0 +quarantined \(leaks names\)/)
    expect(await stack.cli(['unquarantine', 'hello', ...ACME])).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/hello +1\.0\.0 +live/)
    expect(await stack.cli(['quarantine', 'nobody', ...ACME])).toMatchObject({ exit: 1 })
  })

  test('explain names the gate that stops, and the remedy', async () => {
    const { stdout, exit } = await stack.cli(['explain', 'hello', ...ACME, '--subject', 'bob'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/stop +pdp plugin\.widget hello:HelloWidget[^]*decided by PDP: .*policy acme\/[^]*→/)
  })

  test('the audit trail of all this is whole, and a changed row is found', async () => {
    const ran = await stack.cli(['audit', 'verify', ...ACME, '--json'])
    expect(answerOf(ran)).toMatchObject({ ok: true, bad: null })
    const trail = await operator('/api/ops/audit?tenant=acme.localhost&after=0&limit=10')
    const file = join(stack.folder, 'audit.json')
    const changed = JSON.stringify(trail).replace('"who":"', '"who":"not-')
    writeFileSync(file, changed)
    const found = await stack.cli(['audit', 'verify', '--file', file, '--json'])
    expect(found.exit).toBe(1)
    expect(answerOf(found)).toMatchObject({ ok: false, bad: 1 })
  })

  test('rollout gives a second version to some, to more, and to nobody', async () => {
    const folder = stack.plugin('one', '1.1.0')
    expect(await stack.cli(['publish', folder, ...ACME, '--percent', '101'])).toMatchObject({ exit: 2 })
    expect(await stack.cli(['publish', folder, ...ACME, '--percent', '10'])).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/one +1\.0\.0 +live, 10 % have 1\.1\.0/)
    const more = ['rollout', 'one', ...ACME, '--version', '1.1.0', '--percent', '50']
    expect(await stack.cli(more)).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toContain('50 % have 1.1.0')
    expect(await stack.cli(['rollout', 'one', ...ACME, '--version', '9.9.9', '--percent', '50'])).toMatchObject({
      exit: 1,
    })
    expect(await stack.cli(['rollout', 'one', ...ACME, '--stop'])).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/one +1\.0\.0 +live\n/)

    expect(await stack.cli(more)).toMatchObject({ exit: 0 })
    expect(await stack.cli(['publish', folder, ...ACME])).toMatchObject({ exit: 0 })
    expect((await stack.cli(['status', ...ACME])).stdout).toMatch(/one +1\.1\.0 +live\n/)
  })

  test('explain tells the gates of a file that is not live', async () => {
    const file = join(stack.folder, 'plugins.yaml')
    const text = await pluginsFile()
    writeFileSync(file, text.replace(/^( +)- id: hello$/m, '$&\n$1  enabled: false'))
    const args = ['explain', 'hello', ...ACME, '--subject', 'alice']
    expect((await stack.cli(args)).stdout).not.toContain('stop ')
    const { stdout } = await stack.cli([...args, '--with', file])
    expect(stdout).toMatch(/which is not live[^]*stop +enabled: the manifest says enabled: false/)
    writeFileSync(file, text.replace('method: GET', 'method: FETCH'))
    const refused = await stack.cli([...args, '--with', file])
    expect(refused).toMatchObject({ exit: 1 })
    expect(refused.stderr).toMatch(/config\/plugins\.yaml:\d+:\d+ .*must be one of GET/)
    expect(await pluginsFile()).toBe(text)
  })

  test('a configuration file is read, checked and written over what was read, and over nothing else', async () => {
    const file = join(stack.folder, 'ui.yaml')
    const read = await stack.cli(['config', 'read', 'ui.yaml', ...ACME])
    const etag = /etag ([0-9a-f]+)/.exec(read.stderr)?.[1] ?? ''
    writeFileSync(file, `# by hand\n${read.stdout}`)
    expect((await stack.cli(['config', 'check', file, ...ACME])).stdout).toContain('is sound')
    const write = ['config', 'write', file, ...ACME]
    expect(await stack.cli(write)).toMatchObject({ exit: 2 })
    expect((await stack.cli([...write, '--etag', etag])).stdout).toContain('Now: experience refresh')
    expect((await stack.cli(['config', 'read', 'ui.yaml', ...ACME])).stdout).toBe(`# by hand\n${read.stdout}`)
    const late = await stack.cli([...write, '--etag', etag])
    expect(late).toMatchObject({ exit: 4 })
    expect(late.stderr).toContain('Somebody else has changed config/ui.yaml')
    writeFileSync(file, 'tenants: [')
    expect((await stack.cli(['config', 'check', file, ...ACME])).stderr).toMatch(/config\/ui\.yaml:\d/)
  })

  test('the audit trail is listed, searched and exported, and what was exported is checked', async () => {
    const listed = await stack.cli(['audit', 'list', ...ACME, '--words', 'hello', '--outcome', 'done'])
    expect(listed.stdout).toMatch(/^\d+ {2}\S+Z {2}operator:ci {2}unquarantine hello {2}done {2}quarantined true/m)
    const file = join(stack.folder, 'trail.json')
    const { stdout } = await stack.cli(['audit', 'export', ...ACME])
    writeFileSync(file, stdout)
    expect(await stack.cli(['audit', 'verify', '--file', file])).toMatchObject({ exit: 0 })
    const rows = listOf(own(JSON.parse(stdout), 'rows'))
    writeFileSync(
      file,
      JSON.stringify({ rows: rows.filter((_, at) => at !== 2), head: own(JSON.parse(stdout), 'head') }),
    )
    const found = await stack.cli(['audit', 'verify', '--file', file, '--json'])
    expect(answerOf(found)).toMatchObject({ ok: false, bad: 3 })
  })

  test('every command asks the gateway for what the table of actions says', async () => {
    const folder = join(stack.folder, 'changed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'plugins.yaml'), await pluginsFile())
    const read = await stack.cli(['config', 'read', 'ui.yaml', ...ACME, '--json'])
    writeFileSync(join(folder, 'ui.yaml'), ownText(answerOf(read), 'text') ?? '')
    const given = new Map([
      ['$FILES', folder],
      ['$PLUGIN', stack.plugin('matrix', '1.0.0')],
      ['$ETAG', ownText(answerOf(read), 'etag') ?? ''],
    ])
    expect(await stack.cli(['publish', stack.plugin('matrix', '0.9.0'), ...ACME])).toMatchObject({ exit: 0 })
    const recorder = await recordRequests(stack.port)
    const through = [...ACME, '--url', `http://localhost:${recorder.port}`]
    // What works at the stores alone has tests of its own.
    const asking = OPERATOR_ACTIONS.filter(({ command }) => !/^(export|import) /.test(command))
    for (const [command, actions] of Map.groupBy(asking, (action) => action.command)) {
      const args = command.split(' ').map((word) => word.replace(/\$[A-Z]+/, (name) => given.get(name) ?? name))
      recorder.take()
      const ran = await stack.cli([...args, ...through])
      expect([command, ran.exit, ran.exit === 0 ? '' : ran.stderr]).toEqual([command, 0, ''])
      const asked = recorder.take()
      for (const { does, api, by } of actions) {
        expect([does, asked.some((line) => fitsRoute(api, line))]).toEqual([does, by === 'gateway'])
      }
    }
    await recorder.end()
  }, 240_000)

  test('promote takes a plugin to another tenant: the same entry, the same bytes', async () => {
    const args = ['promote', 'inventory', '--from-tenant', 'acme.localhost', '--tenant', 'globex.localhost']
    expect(await stack.cli(args)).toMatchObject({ exit: 1 })
    expect(await stack.cli([...args, '--yes'])).toMatchObject({ exit: 0 })
    expect((await live('globex.localhost')).get('inventory')).toBe('1.2.0')
  })
})

describe('what goes wrong on the way', () => {
  test.each([
    [['publish'], 2, '<dir> is missing'],
    [['publish', '.', '--tenant', 'Acme.localhost:8787'], 2, 'no host name'],
    [['publish', '.', ...ACME, '--local', '--remote'], 2, 'Either'],
    [['status', ...ACME, '--remote', '--env', 'staging', '--url', 'http://localhost:1'], 2, 'plain http'],
    [['status', ...ACME, '--reason', 'x'], 2, 'means nothing here'],
    [['publish', '/nowhere', ...ACME], 2, 'no manifest'],
    [['import', '/nowhere.tar.gz'], 2, 'cannot be read'],
    [['nonsense'], 2, 'no command'],
    [['metrics', ...ACME, '--minutes', '0'], 2, '--minutes must be'],
    [['config', 'burn', 'ui.yaml', ...ACME], 2, 'not burn'],
    [['config', 'read', 'secrets.yaml', ...ACME], 2, 'no configuration file by its name'],
    [['audit', 'forget', ...ACME], 2, 'not forget'],
    [['sessions', 'begin', 'bob', ...ACME], 2, 'not begin'],
    [['refresh', ...ACME, '--with', 'plugins.yaml'], 2, '--with needs --dry'],
  ])('%j exits with %d and says why', async (args, exit, said) => {
    const ran = await stack.cli(args)
    expect([ran.exit, ran.stderr]).toEqual([exit, expect.stringContaining(said)])
  })

  test('a token that nobody knows is refused', async () => {
    const ran = await stack.cli(['status', ...ACME], { EXPERIENCE_TOKEN: 'op_nobody-knows-this-one-0123456789' })
    expect(ran).toMatchObject({ exit: 1 })
    expect(ran.stderr).toContain('EXPERIENCE_TOKEN')
  })

  test('a tenant that is not there is said to be not there', async () => {
    const ran = await stack.cli(['status', '--tenant', 'nobody.localhost'])
    expect(ran).toMatchObject({ exit: 1 })
  })

  test('help of every command has an example', async () => {
    const { stdout } = await stack.cli(['help'])
    const names = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name ?? '')
    expect(names).toEqual(expect.arrayContaining(['check', 'publish', 'rollback', 'import', 'audit', 'schema']))
  })
})

/** Ends the stack: what is taken away here does not come back. */
describe('export, wipe, import', () => {
  test('gives the same bytes, and an export of it the same archive', async () => {
    const [file, second] = [join(stack.folder, 'one.tar.gz'), join(stack.folder, 'two.tar.gz')]
    expect(await stack.cli(['export', file])).toMatchObject({ exit: 0 })
    await stack.halt('gateway')
    rmSync(join(stack.stateDir, 'v3'), { recursive: true })

    const ran = await stack.cli(['import', file, '--yes', '--json'])
    expect(ran).toMatchObject({ exit: 0 })
    expect(await stack.cli(['export', second])).toMatchObject({ exit: 0 })
    expect(Buffer.compare(await readFile(file), await readFile(second))).toBe(0)

    await stack.resume('gateway')
    expect((await live()).get('killed-write')).toBe('1.0.0')
    expect(await brokenGates('killed-write')).toEqual([])
  }, 120_000)

  test('an import over other content needs --replace', async () => {
    const file = join(stack.folder, 'one.tar.gz')
    const settings = ['kv', 'key', 'put', '--local', '--binding', 'CONFIG', 'config/ui.yaml', 'tenants: {}']
    await stack.wrangler(...settings)
    const refused = await stack.cli(['import', file, '--yes'])
    expect(refused).toMatchObject({ exit: 1 })
    expect(refused.stderr).toContain('config/ui.yaml')
    const ran = await stack.cli(['import', file, '--yes', '--replace', '--json'])
    expect(answerOf(ran)).toMatchObject({ written: ['config/ui.yaml'] })
  })

  test('an import writes over no stored bundle and lifts no quarantine, not even with --replace', async () => {
    const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text))
    const flag = 'quarantine/acme.localhost/hello'
    const bundle = 'plugins/hello/1.0.0/index.esm.js'
    await stack.wrangler('kv', 'key', 'put', '--local', '--binding', 'CONFIG', flag, 'on')
    const file = join(stack.folder, 'hostile.tar.gz')
    const hostile = [
      { store: 'r2', key: bundle, bytes: bytes('export const other = 1') },
      { store: 'kv', key: flag, bytes: bytes('off') },
    ] as const
    writeFileSync(file, await packArchive(hostile))
    const refused = await stack.cli(['import', file, '--yes', '--replace'])
    expect(refused).toMatchObject({ exit: 1 })
    expect(refused.stderr).toContain(`${bundle}, ${flag}`)
    expect(await brokenGates('hello')).toEqual([])
    await stack.wrangler('kv', 'key', 'delete', '--local', '--binding', 'CONFIG', flag)
  })

  test('seeding leaves what is there and differs, unless it is told to replace', async () => {
    const folder = join(stack.folder, 'environment')
    const key = 'plugins/seeded/1.0.0/index.esm.js'
    mkdirSync(join(folder, 'plugins/seeded/1.0.0'), { recursive: true })
    mkdirSync(join(folder, 'config'), { recursive: true })
    writeFileSync(join(folder, key), 'export const widgets = {}')
    writeFileSync(join(folder, 'config/ui.yaml'), 'tenants: {}')
    const seed = ['seed', '--folder', folder, '--json']
    expect(await stack.cli(seed)).toMatchObject({ exit: 1 })
    expect(answerOf(await stack.cli([...seed, '--yes']))).toMatchObject({ written: [key], kept: ['config/ui.yaml'] })
    const replaced = await stack.cli([...seed, '--yes', '--replace'])
    expect(answerOf(replaced)).toMatchObject({ written: ['config/ui.yaml'], same: 1, kept: [] })
  })

  test('refresh of all tenants compiles each, and the operators’ host', async () => {
    const ran = await stack.cli(['refresh', '--all', ...ACME, '--json'])
    const tenants = listOf(own(answerOf(ran), 'tenants')).map((tenant) => own(tenant, 'tenant'))
    expect(tenants).toEqual(expect.arrayContaining(['acme.localhost', 'globex.localhost', 'ops.localhost']))
  })

  test('with the gateway down, publish says so, and says that it may be run again', async () => {
    await stack.halt('gateway')
    const ran = await stack.cli(['publish', stack.plugin('late', '1.0.0'), ...ACME])
    expect(ran.exit).toBe(3)
    expect(ran.stderr).toMatch(/does not answer[^]*again/)
  })
})

test('remote stores are those of wrangler.toml, marked as remote; nothing else is opened', async () => {
  const config = {
    name: 'x',
    account_id: 'account',
    main: 'src/index.ts',
    kv_namespaces: [{ binding: 'CONFIG', id: 'id' }],
    r2_buckets: [{ binding: 'BUNDLES', bucket_name: 'bucket' }],
    durable_objects: { bindings: [{ name: 'SESSIONS', class_name: 'SessionObject' }] },
  }
  const stores = {
    name: 'x',
    account_id: 'account',
    kv_namespaces: [{ id: 'id' }],
    r2_buckets: [{ bucket_name: 'bucket' }],
  }
  const remote: unknown = JSON.parse(storeConfig(config, true))
  expect(remote).toMatchObject(stores)
  expect(own(remote, 'kv_namespaces')).toEqual([{ binding: 'CONFIG', id: 'id', remote: true }])
  expect(own(remote, 'durable_objects')).toBeUndefined()
  expect(storeConfig(config, false)).not.toContain('remote')
})
