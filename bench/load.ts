/**
 * `npm run load`: mixed traffic for minutes while parts fail: is anything admitted that must not be, is an audit row lost, and
 * is the memory level that the Workers hold? Everything runs on this machine: the figures say nothing about speed at the edge.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Upstream } from '../test/e2e/fixture/upstream.ts'
import { Visitor } from '../test/e2e/fixture/visitor.ts'
import { figuresOf } from './figures.ts'
import { keepArriving } from './load/arrivals.ts'
import { injectFaults } from './load/faults.ts'
import { isLevel, watchMemory } from './load/memory.ts'
import { Gate, LoadOperator } from './load/operator.ts'
import { LoadPdp } from './load/pdp.ts'
import { startRig, type Rig } from './load/rig.ts'
import { MARK, TRAFFIC, type Ask, type People } from './load/traffic.ts'
import { describeMachine } from './machine.ts'
import { withFolder } from './options.ts'

const MINUTES = Number(process.env['MINUTES'] ?? 5)
/** Requests under way at once. */
const LANES = 6
const LOOK_EVERY_MS = 2000
/** Compiling and filling what is remembered; memory is level only then. */
const WARM_UP_MS = 20_000
const RESULTS = join(import.meta.dirname, 'results/load.json')
const ACME = 'acme.localhost'

const answers: Record<string, Record<string, number>> = {}
const durations: number[] = []
const wrong: string[] = []
let requests = 0

async function signIn(port: number, idpPort: number, host: string, login: string): Promise<Visitor> {
  const visitor = new Visitor({ port, idpPort }, host)
  await visitor.signIn(login)
  return visitor
}

async function send(ask: Ask, people: People, gate: Gate): Promise<void> {
  const { epoch, isClosed } = gate
  if (ask.whileClosed === true && !isClosed) return
  const startedAt = performance.now()
  const status = await ask.send(people).then(
    async (answer) => {
      await answer.arrayBuffer().catch(() => null)
      return answer.status
    },
    () => 0,
  )
  durations.push(performance.now() - startedAt)
  requests += 1
  const counts = (answers[ask.name] ??= {})
  counts[status] = (counts[status] ?? 0) + 1
  const isMoot = ask.whileClosed === true && gate.epoch !== epoch
  if (ask.isWrong === true && !isMoot && status >= 200 && status < 400) wrong.push(`${ask.name}: ${status}`)
}

/** Nothing with the mark may ever be seen there. */
async function watch(upstream: Upstream, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    const received = await upstream.received().catch(() => [])
    for (const { method, url } of received) if (url.includes(MARK)) wrong.push(`reached a service: ${method} ${url}`)
    await pause(LOOK_EVERY_MS)
  }
}

async function peopleOf({ port, idpPort }: Rig): Promise<People> {
  return {
    alice: await signIn(port, idpPort, ACME, 'alice'),
    bob: await signIn(port, idpPort, ACME, 'bob'),
    gina: await signIn(port, idpPort, 'globex.localhost', 'gina'),
    nobody: new Visitor({ port, idpPort }, ACME),
  }
}

async function strike(rig: Rig, pdp: LoadPdp) {
  const people = await peopleOf(rig)
  const operator = new LoadOperator(rig)
  const gate = new Gate()
  const startedAt = performance.now()
  const goesOn = (): boolean => performance.now() - startedAt < MINUTES * 60_000
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane; goesOn(); at += 1) {
      const ask = TRAFFIC[at % TRAFFIC.length]
      if (ask !== undefined) await send(ask, people, gate)
    }
  })
  const watched = { ...rig, wake: () => people.nobody.request('/healthz').then((answer) => answer.text()) }
  const [faults, arrivals, memory] = await Promise.all([
    injectFaults(rig, pdp, goesOn),
    keepArriving(rig, goesOn),
    pause(WARM_UP_MS).then(() => watchMemory(watched, MINUTES * 60_000 - WARM_UP_MS)),
    operator.keepOperating(gate, goesOn),
    watch(new Upstream(rig), goesOn),
    ...lanes,
  ])
  const trail = await operator.checkTrail()
  return {
    faults,
    arrivals,
    memory,
    audit: { acknowledged: operator.receipts.length, refusedWhileDown: operator.refused, ...trail },
  }
}

const pdp = new LoadPdp()
try {
  const pdpUrl = await pdp.start()
  const { faults, arrivals, memory, audit } = await withFolder(async (folder, port) => {
    const rig = await startRig(folder, port, pdpUrl)
    try {
      return await strike(rig, pdp)
    } finally {
      await rig.stop()
    }
  })
  const results = {
    date: new Date().toISOString(),
    machine: describeMachine('none'),
    minutes: MINUTES,
    requests,
    perSecond: Math.round(requests / (MINUTES * 60)),
    milliseconds: figuresOf(durations.map(Math.round)),
    arrivals,
    faults,
    faultsInjected: Object.values(faults).reduce((sum, count) => sum + count, 0),
    wrongAdmissions: wrong.length,
    wrong: wrong.slice(0, 20),
    audit,
    isMemoryLevel: isLevel(memory),
    memory,
    answers,
  }
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`)
  const { answers: _answers, machine: _machine, ...shown } = results
  console.log(JSON.stringify(shown, null, 2))
  const isGood = wrong.length === 0 && audit.lost === 0 && audit.fault === null && results.isMemoryLevel
  process.exitCode = isGood ? 0 : 1
} finally {
  pdp.stop()
}
