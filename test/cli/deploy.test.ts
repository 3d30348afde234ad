/** Deploying, short of uploading: both Workers compile for every environment, and none lacks a binding. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import { ensureBuilt } from '../../dev/build.ts'
import { runWrangler } from '../../dev/wrangler.ts'
import { own, ownText } from '../../src/core/own-property.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Of the gateway's script, compressed: reading it is part of every cold start. docs/slo.md has what it is made of. */
/** The pages are in it, and the script that comes with a first one. */
const SCRIPT_BUDGET_KIB = 185
const ENVIRONMENTS = ['staging', 'production'] as const

let folder = ''

beforeAll(() => {
  ensureBuilt()
  folder = mkdtempSync(join(tmpdir(), 'experience-edge-deploy-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function configOf(file: string, env?: string): unknown {
  return unstable_readConfig(
    { config: join(ROOT, file), ...(env === undefined ? {} : { env }) },
    { hideWarnings: true },
  )
}

/** Names of everything bound, and of what each Durable Object is. */
function bindingsOf(config: unknown): readonly string[] {
  const objects = own(own(config, 'durable_objects'), 'bindings')
  const lists = ['kv_namespaces', 'r2_buckets', 'services', 'analytics_engine_datasets'].map((kind) =>
    own(config, kind),
  )
  return [objects, ...lists]
    .flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))
    .map((each) => `${ownText(each, 'binding') ?? ownText(each, 'name')} ${ownText(each, 'class_name') ?? ''}`)
    .toSorted((a, b) => a.localeCompare(b))
}

function storesOf(config: unknown): readonly unknown[] {
  return [own(config, 'kv_namespaces'), own(config, 'r2_buckets')]
}

describe.each(ENVIRONMENTS)('%s', (env) => {
  test.each(['wrangler.toml', 'pdp/wrangler.toml'])(
    '%s binds what development binds, but no store of its, and none for plugins under development',
    (file) => {
      const [development, other] = [configOf(file), configOf(file, env)]
      expect(bindingsOf(other)).toEqual(bindingsOf(development).filter((binding) => !binding.startsWith('OVERLAYS ')))
      expect(JSON.stringify(storesOf(other))).toContain(`experience-config-${env}`)
      expect(storesOf(other)).not.toEqual(storesOf(development))
      expect(own(own(other, 'vars'), 'POLICY_LEASE_MS')).toEqual(own(own(development, 'vars'), 'POLICY_LEASE_MS'))
      expect([own(other, 'workers_dev'), own(other, 'preview_urls')]).toEqual([false, false])
    },
  )

  test('both Workers compile, and the gateway is bound to the PDP of the same environment', async () => {
    const dry = (config: string): Promise<string> =>
      runWrangler(['deploy', '-c', config, '--env', env, '--dry-run', '--outdir', join(folder, env, config)])
    expect(await dry('pdp/wrangler.toml')).toContain('--dry-run: exiting now')
    const printed = await dry('wrangler.toml')
    expect(printed).toContain(`env.PDP (experience-pdp-${env})`)
    expect(Number(/gzip: ([\d.]+) KiB/.exec(printed)?.[1])).toBeLessThan(SCRIPT_BUDGET_KIB)
  })
})

test.each([[[]], [['--env', 'nowhere']], [['--dry-run']]])(
  'deploying to %j is refused before anything is built',
  (args) => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'cli/deploy.ts'), ...args], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain('staging|production')
  },
)

test('the entry hands over to the Node that the repository brings, and passes the exit code on', () => {
  const entry = join(ROOT, 'cli/experience.mjs')
  const { status, stdout } = spawnSync(process.execPath, [entry, 'schema'], { encoding: 'utf8', cwd: tmpdir() })
  expect(status).toBe(0)
  const schema: unknown = JSON.parse(stdout)
  expect(own(schema, 'title')).toBe('Plugin manifest')
  expect(spawnSync(process.execPath, [entry, 'nonsense'], { cwd: tmpdir() }).status).toBe(2)
})
