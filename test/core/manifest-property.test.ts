/** Manifests in general: whatever is read from one, written down again and read again, is the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readManifest, type DeclaredManifest } from '../../src/core/declared-manifest.ts'
import { METHODS } from '../../src/core/manifest.ts'
import type { Rejection } from '../../src/core/rejection.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { rule, RUNS } from './arbitrary.ts'

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/)
const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((numbers) => numbers.join('.'))
const component = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}$/)
const title = fc.stringMatching(/^[A-Za-z0-9: #'"{}[\]é%-]{1,20}$/).filter((text) => text.trim() !== '')
const topic = fc.stringMatching(/^[A-Za-z0-9_:-]{1,8}(\.[A-Za-z0-9_:-]{1,8}){0,3}$/)
const permission = fc.tuple(fc.constantFrom(...METHODS), rule).map(([method, { path, params }]) => {
  return { method, path: `/api/x${path}`, params }
})

const manifest = id.chain((name) =>
  fc.record(
    {
      id: fc.constant(name),
      version,
      enabled: fc.boolean(),
      title,
      engine: fc.constantFrom({ experience: '>=1.0.0 <2.0.0' }, { experience: '*', note: 'x' }),
      contributions: fc.record({
        routes: fc.uniqueArray(
          fc.record({ path: fc.constantFrom('/a', '/b/:id', `/plugins/${name}`), component, title }),
          {
            selector: ({ path }) => path,
          },
        ),
        widgets: fc.array(fc.record({ slot: fc.constant('dashboard.main'), component }), { maxLength: 2 }),
      }),
      permissions: fc.record({
        api: fc.array(permission, { maxLength: 4 }),
        sse: fc.uniqueArray(topic, { maxLength: 3 }),
      }),
      events: fc.record(
        { publishes: fc.uniqueArray(topic, { maxLength: 3 }), subscribes: fc.uniqueArray(topic, { maxLength: 3 }) },
        { requiredKeys: [] },
      ),
      'x-note': fc.constantFrom('a', ['b'], { c: 'd' }),
    },
    { requiredKeys: ['id', 'version'] },
  ),
)

function read(text: string): DeclaredManifest {
  const rejections: Rejection[] = []
  const place = parseYaml('config/plugins.yaml', text, rejections)
  const [declared] = place?.items().map((item) => readManifest(item, ['/api/ops/*'])) ?? []
  if (declared === undefined || rejections.length > 0) throw new Error(`${text}: ${JSON.stringify(rejections)}`)
  return declared
}

/** Without where it stood, and what stood out there. */
function meaning(declared: DeclaredManifest): Partial<DeclaredManifest> {
  const positions: readonly string[] = ['bundleAt', 'integrityAt', 'suspicions']
  return Object.fromEntries(Object.entries(declared).filter(([name]) => !positions.includes(name)))
}

/** As an operator could have written it, every default spelled out. What is `null` was not written. */
function print(declared: DeclaredManifest): string {
  const { bundleKey, sha256, additive, rollout: _rollout, title: named, events, ...rest } = meaning(declared)
  const bundle = { file: bundleKey, ...(sha256 !== null && { integrity: `sha256:${sha256}` }) }
  const written = { ...(named !== null && { title: named }), ...(events !== null && { events }) }
  return JSON.stringify([{ ...rest, ...additive, ...written, bundle }])
}

test('requirement 30: a manifest that is read, printed and read again is what it was', () => {
  fc.assert(
    fc.property(manifest, (written) => {
      const declared = read(JSON.stringify([written]))
      expect(declared).toMatchObject({ id: written.id, version: written.version })
      expect(declared.permissions.api).toHaveLength(written.permissions?.api.length ?? 0)
      expect(meaning(read(print(declared)))).toEqual(meaning(declared))
    }),
    { ...RUNS, numRuns: 200 },
  )
}, 60_000)
