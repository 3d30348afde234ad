/**
 * `npm run load`: mixed traffic for minutes while parts fail: is anything admitted that must not be, is an audit row lost, does
 * the memory of the runtime stay level? Everything runs on this machine: the figures say nothing about speed at the edge.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseDocument } from 'yaml'
import { startStack } from '../dev/stack.ts'
import { writeLaboratory } from '../test/e2e/fixture/laboratory.ts'
import { openStores } from '../test/e2e/fixture/stores.ts'
import { Upstream } from '../test/e2e/fixture/upstream.ts'
import { Visitor } from '../test/e2e/fixture/visitor.ts'
import { figuresOf } from './figures.ts'
import { injectFaults } from './load/faults.ts'
import { workerdMib } from './load/memory.ts'
import { Gate, LoadOperator } from './load/operator.ts'
import { LoadPdp } from './load/pdp.ts'
import { MARK, TRAFFIC, type Ask, type People } from './load/traffic.ts'
import { describeMachine } from './machine.ts'

const MINUTES = Number(process.env['MINUTES'] ?? 4)
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

const folder = mkdtempSync(join(tmpdir(), 'experience-edge-load-'))
const pdp = new LoadPdp()
const overlay = writeLaboratory(join(folder, 'overlay'))
const stack = await startStack({
  stateDir: join(folder, 'state'),
  overlays: [overlay],
  services: { UPSTREAM_TEST_CONTROL: '1', IDP_TEST_CONTROL: '1', ORDERS_EVERY_MS: '500' },
})
const stores = await openStores(stack)
const operator = new LoadOperator(stack)
try {
  const settings = parseDocument((await stores.kv.get('config/settings.yaml')) ?? '')
  settings.setIn(['pdp', 'url'], await pdp.start())
  settings.setIn(['pdp', 'timeoutMs'], 500)
  await stores.kv.put('config/settings.yaml', String(settings))
  await stack.request(ACME, '/api/plugins/refresh', {
    method: 'POST',
    headers: { Authorization: `Bearer ${stack.operatorToken}` },
  })
  const people: People = {
    alice: await signIn(stack.port, stack.idpPort, ACME, 'alice'),
    bob: await signIn(stack.port, stack.idpPort, ACME, 'bob'),
    gina: await signIn(stack.port, stack.idpPort, 'globex.localhost', 'gina'),
    nobody: new Visitor(stack, ACME),
  }
  const gate = new Gate()
  const startedAt = performance.now()
  const goesOn = (): boolean => performance.now() - startedAt < MINUTES * 60_000
  const memory: number[] = []
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane; goesOn(); at += 1) {
      const ask = TRAFFIC[at % TRAFFIC.length]
      if (ask !== undefined) await send(ask, people, gate)
    }
  })
  const sampling = (async () => {
    await pause(WARM_UP_MS)
    while (goesOn()) {
      memory.push(workerdMib(stack.stateDir))
      await pause(LOOK_EVERY_MS)
    }
  })()
  const watching = watch(new Upstream(stack), goesOn)
  const operating = operator.keepOperating(gate, goesOn)
  const injected = await injectFaults(stack, stores, pdp, goesOn)
  await Promise.all([...lanes, sampling, watching, operating])
  const trail = await operator.checkTrail()
  const level = (part: readonly number[]): number => figuresOf(part).p50
  const fifth = Math.max(1, Math.floor(memory.length / 5))
  const results = {
    date: new Date().toISOString(),
    machine: describeMachine('none'),
    minutes: MINUTES,
    requests,
    perSecond: Math.round(requests / (MINUTES * 60)),
    milliseconds: figuresOf(durations.map(Math.round)),
    faults: injected,
    faultsInjected: Object.values(injected).reduce((sum, count) => sum + count, 0),
    wrongAdmissions: wrong.length,
    wrong: wrong.slice(0, 20),
    audit: { acknowledged: operator.receipts.length, refusedWhileDown: operator.refused, ...trail },
    memoryMib: {
      start: level(memory.slice(0, fifth)),
      end: level(memory.slice(-fifth)),
      greatest: Math.max(...memory),
    },
    answers,
  }
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`)
  const { answers: _answers, machine: _machine, ...shown } = results
  console.log(JSON.stringify(shown, null, 2))
  process.exitCode = wrong.length === 0 && trail.lost === 0 && trail.fault === null ? 0 : 1
} finally {
  pdp.stop()
  await stores.close()
  await stack.stop()
  rmSync(folder, { recursive: true, force: true })
}
