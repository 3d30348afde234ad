/**
 * How long until a plugin is there: in a real browser, over TLS and HTTP/2, on a line of 100 ms and 20 Mbit/s, with six
 * ways of serving the page side by side.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser } from '../dev/browser.ts'
import { measuredOn, writeMeasured } from './document.ts'
import { figuresOf } from './figures.ts'
import { describeMachine } from './machine.ts'
import { makeCertificate } from './mount/certificate.ts'
import { startEdge, type Edge } from './mount/edge.ts'
import { pagesOf, readShell, WAYS, writePlainEntry, type Way } from './mount/pages.ts'
import { startShaper } from './mount/shaper.ts'
import { startSlowPdp, tenantFiles } from './mount/tenant.ts'
import { range, rounded, rowsOf, tableOf } from './mount/table.ts'
import { visitOnce, visitTwice, type Person, type Visit, type Visits } from './mount/visit.ts'
import { withFolder } from './options.ts'
import { HOST, startProduct } from './product.ts'
import type { Browser } from 'playwright-core'

const ROOT = join(import.meta.dirname, '..')
const RESULTS = join(import.meta.dirname, 'results/mount.json')
const isQuick = process.argv.includes('--quick')
const ROUNDS = Number(process.env['ROUNDS'] ?? (isQuick ? 1 : 5))

const LINE = { roundTripMs: 100, bitsPerSecond: 20_000_000, initialSegments: 10 } as const
const PDP_MS = 40
/** What is measured: two plugins of 15 KB for the six ways, and a dashboard of twenty. */
const PAIR = { plugins: 2, bytes: 15_000 } as const
const MANY = { plugins: 20, bytes: 5000 } as const

const GOALS = { cold: 0.5, warmRoundTrips: 1.6, lastToFirst: 1.3 } as const

interface Setting {
  readonly browser: Browser
  readonly edge: Edge
  readonly person: Person
  readonly pages: ReturnType<typeof pagesOf>
}

/** Everything that stands between a browser and the gateway, for one tenant. */
async function withSetting<Value>(
  { plugins, bytes }: typeof PAIR | typeof MANY,
  measure: (setting: Setting) => Promise<Value>,
): Promise<Value> {
  return withFolder(async (folder, port) => {
    const pdpPort = port + 3
    const stopPdp = await startSlowPdp(pdpPort, PDP_MS)
    const ports = { port, idpPort: port + 1, upstreamPort: port + 2 }
    const product = await startProduct(folder, ports, { files: tenantFiles(HOST, { plugins, bytes, pdpPort }) })
    const plain = await buildPlain(folder)
    const certificate = makeCertificate(folder, HOST)
    const clients = [join(ROOT, 'dist/client'), join(plain, 'client')]
    const edge = await startEdge({ certificate, gatewayPort: port, clients })
    const shaper = await startShaper(edge.port, LINE)
    const browser = await launchBrowser({ args: [certificate.trust] })
    try {
      const [name = '', value = ''] = (await product.signIn('alice')).cookies.header().split('=')
      const person = { url: `https://${HOST}:${shaper.port}/`, cookie: { name, value } }
      const pages = pagesOf(readShell(plain), readShell(join(ROOT, 'dist')))
      return await measure({ browser, edge, person, pages })
    } finally {
      await browser.close()
      shaper.close()
      edge.close()
      await product.stop()
      stopPdp()
    }
  })
}

async function buildPlain(folder: string): Promise<string> {
  process.env['NODE_ENV'] = 'production'
  const { buildClient, DOORS } = await import('../spa/build/client.ts')
  const out = join(folder, 'plain')
  await buildClient(ROOT, out, { ...DOORS, host: writePlainEntry(ROOT, folder) })
  return out
}

function say(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${line}`)
}

/** Interleaved, so that what the machine does meanwhile falls on all ways alike. */
async function compareWays(): Promise<ReadonlyMap<Way, readonly Visits[]>> {
  return withSetting(PAIR, async ({ browser, edge, person, pages }) => {
    const visits = new Map<Way, Visits[]>(WAYS.map((way) => [way, []]))
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const way of WAYS) {
        say(`round ${round} of ${ROUNDS}: ${way}`.padEnd(50))
        edge.serve(pages[way])
        const both = await visitTwice(browser, person, PAIR.plugins)
        if (round > 0) visits.get(way)?.push(both) // the first one warms the machine
      }
    }
    return visits
  })
}

async function visitMany(): Promise<readonly Visit[]> {
  return withSetting(MANY, async ({ browser, edge, person, pages }) => {
    const visits: Visit[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      say(`round ${round} of ${ROUNDS}: a dashboard of ${MANY.plugins}`.padEnd(50))
      edge.serve(pages.ours)
      const cold = await visitOnce(browser, person, MANY.plugins)
      if (round > 0) visits.push(cold)
    }
    return visits
  })
}

const visits = await compareWays()
const rows = rowsOf(visits, LINE.roundTripMs)
console.log(`\n${tableOf(rows)}`)
const many = await visitMany()
const [first, last] = [figuresOf(many.map((visit) => visit.first)), figuresOf(many.map((visit) => visit.last))]
const lastToFirst = rounded(figuresOf(many.map((visit) => visit.last / visit.first)).p50)
const dashboard = `A dashboard of ${MANY.plugins} plugins: the first after ${range(first)} ms, the last after ${range(last)} ms, ${lastToFirst} times the first.`
console.log(`\n${dashboard}`)
const ours = rows.find(({ way }) => way === 'ours')
const own = visits.get('ours') ?? []
const phases = {
  cold: phasesOf(own.map(({ cold }) => cold)),
  warm: phasesOf(own.map(({ warm }) => warm)),
}
const where = `Of ours, cold: the page's first byte after ${phases.cold.firstByte} ms, the last byte of all modules after ${phases.cold.lastModule} ms, mounted ${phases.cold.untilMounted} ms later. Warm: the first byte after ${phases.warm.firstByte} ms, mounted ${phases.warm.mounted - phases.warm.firstByte} ms later, ${PDP_MS} of which the decision takes.`
console.log(`\n${where}`)
const reached = {
  cold: (ours?.toPlain ?? Infinity) <= GOALS.cold,
  warm: (ours?.warmRoundTrips ?? Infinity) <= GOALS.warmRoundTrips,
  many: lastToFirst <= GOALS.lastToFirst,
}
const verdict = Object.entries(reached).map(([name, is]) => `${name} ${is ? 'reached' : 'missed'}`)
const goals = `Goals (cold at most ${GOALS.cold} of the plain sequence; warm at most ${GOALS.warmRoundTrips} round trips; the last of ${MANY.plugins} at most ${GOALS.lastToFirst} times the first): ${verdict.join(', ')}.`
console.log(`\n${goals}`)
if (!isQuick) await record()
process.exit(0)

function phasesOf(seen: readonly Visit[]) {
  const median = (pick: (visit: Visit) => number): number => Math.round(figuresOf(seen.map(pick)).p50)
  return {
    firstByte: median(({ firstByte }) => firstByte),
    lastModule: median(({ lastModule }) => lastModule),
    mounted: median((visit) => visit.first),
    untilMounted: median((visit) => visit.first - visit.lastModule),
  }
}

async function record(): Promise<void> {
  const browser = await launchBrowser()
  const machine = describeMachine(browser.version())
  await browser.close()
  const date = new Date().toISOString()
  const setup = { line: LINE, pdpMs: PDP_MS, rounds: ROUNDS, pair: PAIR, many: MANY, goals: GOALS }
  const results = { date, machine, ...setup, rows, phases, dashboard: { first, last, lastToFirst }, reached }
  mkdirSync(join(RESULTS, '..'), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`)
  const [said, all] = [measuredOn(machine, date), (kind: 'cold' | 'warm') => own.map((both) => both[kind].first)]
  const slowest = (kind: 'cold' | 'warm'): string =>
    `${Math.round(phases[kind].mounted)} ms, slowest of ${ROUNDS} ${Math.round(Math.max(...all(kind)))} ms`
  const loadTime = `Nothing in the cache: ${slowest('cold')}. Cache warm: ${slowest('warm')}. A p95 needs more visits than a bench makes: production tells it.`
  writeMeasured('docs/slo.md', 'load time', `${said}\n\n${loadTime}`)
  writeMeasured('README.md', 'mount', [said, tableOf(rows), dashboard, where, goals].join('\n\n'))
}
