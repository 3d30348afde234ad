/** What the product is made of: pinned, licensed, listed, and run at installation only where the list says so (requirement 43). */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { satisfies } from 'semver'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

interface Package {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly resolved?: string
  readonly integrity?: string
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}

function jsonAt<Shape>(path: string): Shape {
  const parsed: Shape = JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
  return parsed
}

const manifest = jsonAt<Manifest>('package.json')
const { packages } = jsonAt<{ packages: Readonly<Record<string, Package>> }>('package-lock.json')
const installed = Object.entries(packages).filter(([path]) => path !== '')
const shipped = installed.filter(([, { dev }]) => dev !== true)

/** Permissive, or about files that are passed on unchanged; nothing that would bind the code it is built into. */
const SHIPPED_LICENCES = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'OFL-1.1']

describe('requirement 43: dependencies', () => {
  test('are pinned: one version, never a range', () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    )
    expect(ranges).toEqual([])
  })

  test('that ship have a licence that lets them', () => {
    const others = shipped.filter(([, { license }]) => !SHIPPED_LICENCES.includes(license ?? ''))
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([])
    expect(shipped.length).toBeGreaterThan(20)
  })

  test('run a script at installation only if the list names them', () => {
    const names = installed.flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript === true ? [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)] : [],
    )
    expect(new Set(names)).toEqual(new Set(Object.keys(manifest.allowScripts)))
  })

  test('are the bytes that were locked, from whichever registry they come', () => {
    // npm records no hash of what it never fetched: builds for other machines, which are no part of what ships.
    const unlocked = installed.filter(([, { integrity, optional }]) => integrity === undefined && optional !== true)
    expect(unlocked.map(([path]) => path)).toEqual([])
    expect(shipped.filter(([, { integrity }]) => integrity === undefined)).toEqual([])
    expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  })

  test('have the fixes that the gateway relies on, and what of them had holes is not used', () => {
    expect(satisfies(manifest.dependencies['hono'] ?? '', '>=4.12.0')).toBe(true)
    const sources = globSync('{src,pdp}/**/*.ts', { cwd: ROOT }).map((path) => readFileSync(join(ROOT, path), 'utf8'))
    const imported = sources.flatMap((source) => [...source.matchAll(/from '(hono[^']*)'/g)].map(([, name]) => name))
    expect(new Set(imported)).toEqual(new Set(['hono', 'hono/factory']))
    expect(sources.some((source) => /\.mount\(|caches\.|bodyLimit|hono\/(?:cors|cache|jwt)/.test(source))).toBe(false)
  })

  test('are listed with their licences in a bill of materials, all that ship and none that do not', () => {
    const { stdout, status } = spawnSync(process.execPath, ['dev/sbom.ts'], { cwd: ROOT, encoding: 'utf8' })
    expect(status).toBe(0)
    const bill: { bomFormat: string; components: readonly { name: string; version: string; licenses?: unknown }[] } =
      JSON.parse(stdout)
    expect(bill.bomFormat).toBe('CycloneDX')
    expect(bill.components.filter(({ licenses }) => licenses === undefined)).toEqual([])
    const listed = bill.components.map(({ name, version }) => `${name} ${version}`)
    for (const [name, version] of Object.entries(manifest.dependencies)) expect(listed).toContain(`${name} ${version}`)
    const locked = shipped.map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`)
    expect(new Set(listed)).toEqual(new Set(locked))
  })
})

describe('the repository', () => {
  /** What a secret looks like, whoever it belongs to. */
  const SECRETS = [
    /-----BEGIN (?:RSA |EC |OPENSSH |)PRIVATE KEY-----/,
    /\bAKIA[0-9A-Z]{16}\b/,
    /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
    /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
    /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
    /\bop_[\w-]{43}\b/,
    /"d"\s*:\s*"[\w-]{43}"/,
    /\b(?:CLOUDFLARE|CF)_API_(?:TOKEN|KEY)\s*[=:]\s*['"]?[\w-]{20,}/,
  ]

  test('holds no secret', () => {
    const listed = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).stdout.split('\0')
    const texts = listed.filter((path) => /\.(?:ts|tsx|mjs|js|json|ya?ml|toml|md|html|css|cedar|sh)$/.test(path))
    expect(texts.length).toBeGreaterThan(300)
    const found = texts.filter((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return SECRETS.some((secret) => secret.test(text))
    })
    expect(found).toEqual([])
    expect(listed.filter((path) => /(^|\/)(?:\.dev\.vars|\.env)(\.|$)/.test(path))).toEqual([])
  })
})
