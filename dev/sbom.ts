/**
 * `npm run sbom`: what the product is made of, as CycloneDX, without the tools that build and test it.
 *
 * `npm sbom --omit dev` leaves out a package that a tool needs too, though the product ships it (seen with npm 11: hono and
 * jose were missing). So the whole bill is made, and what it marks as development's is taken out here.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Property of a component that nothing of the product needs (CycloneDX property taxonomy of npm). */
const DEVELOPMENT = 'cdx:npm:package:development'

interface Bill {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } }
  readonly components: readonly {
    readonly 'bom-ref': string
    readonly properties?: readonly { readonly name: string }[]
  }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
}

function wholeBill(): Bill {
  const { stdout, stderr, status } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(stderr)
  const parsed: unknown = JSON.parse(stdout)
  if (!isBill(parsed)) throw new Error('npm printed no bill of materials')
  return parsed
}

function isBill(value: unknown): value is Bill {
  return typeof value === 'object' && value !== null && 'components' in value && 'dependencies' in value
}

const bill = wholeBill()
const components = bill.components.filter(({ properties = [] }) => !properties.some(({ name }) => name === DEVELOPMENT))
const refs = new Set([bill.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])])
const dependencies = bill.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }))
console.log(JSON.stringify({ ...bill, components, dependencies }, null, 2))
