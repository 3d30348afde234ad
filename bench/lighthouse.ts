/**
 * Lighthouse on the dashboard of somebody who is signed in, with the six example plugins: after one run that warms the
 * machine, three on a telephone as Lighthouse imagines it, and three on a desk.
 *
 * The tool is large and no part of the product: it is installed into `tmp/`, pinned, when it is first wanted.
 */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensureBrowser, launchBrowser } from '../dev/browser.ts'
import { startChild, waitUntilReady } from '../dev/child.ts'
import { recipesFor } from '../dev/parts.ts'
import { readSecrets } from '../dev/secrets.ts'
import { measuredOn, writeMeasured } from './document.ts'
import { describeMachine } from './machine.ts'
import { makeCertificate } from './mount/certificate.ts'
import { startEdge } from './mount/edge.ts'
import { withFolder } from './options.ts'
import { HOST, startProduct } from './product.ts'
import { markdown } from './report.ts'

const ROOT = join(import.meta.dirname, '..')
const TOOL = join(ROOT, 'tmp/lighthouse')
const VERSION = '13.5.0'
const RESULTS = join(import.meta.dirname, 'results/lighthouse.json')
const RUNS = 3
const READY_MS = 30_000
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
const PRESETS = ['mobile', 'desktop'] as const
const GOAL = 95

function install(): void {
  if (existsSync(join(TOOL, 'node_modules/lighthouse'))) return
  mkdirSync(TOOL, { recursive: true })
  const args = ['install', '--prefix', TOOL, '--no-save', '--no-audit', '--no-fund', `lighthouse@${VERSION}`]
  const run = spawnSync('npm', args, { cwd: TOOL, stdio: 'inherit' })
  if (run.status !== 0) throw new Error('Lighthouse could not be installed')
}

interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>
  readonly audits: Readonly<Record<string, { readonly score: number | null; readonly numericValue?: number }>>
}

interface Run {
  readonly preset: (typeof PRESETS)[number]
  readonly scores: Readonly<Record<string, number>>
  readonly shift: number
  /** Milliseconds. */
  readonly firstPaint: number
  readonly largestPaint: number
  readonly blocking: number
  /** Audits that gave less than half of their points. */
  readonly failed: readonly string[]
}

interface Visit {
  readonly url: string
  readonly cookie: string
  readonly trust: string
  /** Where the report is written. */
  readonly out: string
}

/** In a process of its own, while this one answers it. */
async function audit({ url, cookie, trust, out }: Visit, preset: Run['preset']): Promise<Run> {
  const args = [
    join(TOOL, 'node_modules/lighthouse/cli/index.js'),
    url,
    `--only-categories=${CATEGORIES.join(',')}`,
    `--extra-headers=${JSON.stringify({ Cookie: cookie })}`,
    `--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic ${trust}`,
    '--output=json',
    `--output-path=${out}`,
    '--quiet',
    ...(preset === 'desktop' ? ['--preset=desktop'] : []),
  ]
  const env = { ...process.env, CHROME_PATH: ensureBrowser() }
  await promisify(execFile)(process.execPath, args, { env })
  const { categories, audits }: Report = JSON.parse(readFileSync(out, 'utf8'))
  const value = (name: string): number => Math.round((audits[name]?.numericValue ?? Number.NaN) * 10_000) / 10_000
  return {
    preset,
    scores: Object.fromEntries(CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)])),
    shift: value('cumulative-layout-shift'),
    firstPaint: Math.round(value('first-contentful-paint')),
    largestPaint: Math.round(value('largest-contentful-paint')),
    blocking: Math.round(value('total-blocking-time')),
    failed: Object.entries(audits).flatMap(([name, { score }]) => (score !== null && score < 0.5 ? [name] : [])),
  }
}

async function measure(folder: string, port: number): Promise<readonly Run[]> {
  const ports = { port, idpPort: port + 1, upstreamPort: port + 2 }
  const product = await startProduct(folder, ports)
  const { command, env, ready } = recipesFor(
    ports,
    join(folder, 'state'),
    readSecrets(join(folder, 'secrets')),
  ).upstream
  const upstream = startChild({ name: 'upstream', command, env, onLine: () => undefined })
  await waitUntilReady(upstream, ready, READY_MS)
  const certificate = makeCertificate(folder, HOST)
  const edge = await startEdge({ certificate, gatewayPort: port, clients: [join(ROOT, 'dist/client')] })
  try {
    const url = `https://${HOST}:${edge.port}/`
    const cookie = (await product.signIn('alice')).cookies.header()
    const visit = { url, cookie, trust: certificate.trust, out: join(folder, 'report.json') }
    await audit(visit, 'mobile') // reads the tool and the browser from the disk, and has the gateway started: not counted
    const runs: Run[] = []
    for (const preset of PRESETS) {
      for (let round = 0; round < RUNS; round += 1) runs.push(await audit(visit, preset))
    }
    return runs
  } finally {
    edge.close()
    await upstream.stop()
    await product.stop()
  }
}

function show(runs: readonly Run[]): void {
  for (const { preset, scores, shift, firstPaint, largestPaint, blocking, failed } of runs) {
    const said = Object.entries(scores).map(([name, score]) => `${name} ${score}`)
    const paints = `first paint ${firstPaint} ms, largest ${largestPaint} ms, blocking ${blocking} ms`
    console.log(
      `${preset.padEnd(8)} ${said.join(', ')}, shift ${shift}, ${paints}${failed.length > 0 ? `; ${failed.join(', ')}` : ''}`,
    )
  }
}

function tableOf(all: readonly Run[]): string {
  const head = ['profile', ...CATEGORIES, 'layout shift', 'first paint, ms', 'largest, ms', 'blocked, ms']
  const body = PRESETS.map((preset) => {
    const own = all.filter((run) => run.preset === preset)
    const each = (pick: (run: Run) => number): string => own.map((run) => String(pick(run))).join(', ')
    const scores = CATEGORIES.map((name) => each((run) => run.scores[name] ?? 0))
    return [
      preset,
      ...scores,
      each(({ shift }) => shift),
      each(({ firstPaint }) => firstPaint),
      each(({ largestPaint }) => largestPaint),
      each(({ blocking }) => blocking),
    ]
  })
  return markdown([head, ...body])
}

install()
const runs = await withFolder(measure)
show(runs)
const browser = await launchBrowser()
const machine = describeMachine(browser.version())
await browser.close()
const reached = PRESETS.map((preset) => {
  const own = runs.filter((run) => run.preset === preset)
  return [preset, own.every(({ scores }) => Object.values(scores).every((score) => score >= GOAL))] as const
})
console.log(reached.map(([preset, is]) => `${preset}: ${GOAL} ${is ? 'reached' : 'missed'}`).join(', '))
const results = { date: new Date().toISOString(), machine, lighthouse: VERSION, goal: GOAL, runs }
writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`)
writeMeasured('README.md', 'lighthouse', `${measuredOn(machine, results.date)}\n\n${tableOf(runs)}`)
process.exit(0)
