/** Load on one address: how many answers a second, and how much of the processor each took. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rawRequest } from '../dev/raw-request.ts'

const AUTOCANNON = join(import.meta.dirname, 'peers/node_modules/autocannon/autocannon.js')

export interface Target {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Answered with this, or it is not what was to be measured. */
  readonly status: number
  /** Processes that do the work. */
  readonly pids: readonly number[]
}

export interface Sample {
  readonly perSecond: number
  /** Processor time of the processes per answer, microseconds; `NaN` where the system does not tell. */
  readonly cpuMicros: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

export interface LoadOptions {
  readonly seconds: number
  readonly connections: number
}

interface Counted extends Omit<Sample, 'cpuMicros'> {
  readonly requests: number
  /** Answers that were none of 2xx or 3xx, or none at all. */
  readonly wrong: number
}

/** What sends the requests, or `null`: nothing that could is installed. */
export function loadTool(): 'wrk' | 'autocannon' | null {
  if (spawnSync('wrk', ['-v']).error === undefined) return 'wrk'
  return existsSync(AUTOCANNON) ? 'autocannon' : null
}

/** Sends as fast as answers come. @throws when an answer is not what was to be measured. */
export async function load(target: Target, options: LoadOptions): Promise<Sample> {
  await refuseOther(target)
  const before = cpuMs(target.pids)
  const counted = loadTool() === 'wrk' ? await byWrk(target, options) : await byAutocannon(target, options)
  const { requests, wrong, ...sample } = counted
  const expected = target.status >= 400 ? requests : 0
  if (wrong !== expected) throw new Error(`${target.url}: ${wrong} of ${requests} answers were none of 2xx and 3xx`)
  return { ...sample, cpuMicros: ((cpuMs(target.pids) - before) * 1000) / requests }
}

async function refuseOther({ url, headers, status }: Target): Promise<void> {
  const { port, host, pathname, search } = new URL(url)
  const { Host = host, ...rest } = headers ?? {}
  const answer = await rawRequest(Number(port), Host, pathname + search, { headers: rest })
  const text = await answer.text()
  if (answer.status !== status)
    throw new Error(`${url} answers ${answer.status} instead of ${status}: ${text.slice(0, 300)}`)
}

async function byWrk(target: Target, { seconds, connections }: LoadOptions): Promise<Counted> {
  const args = ['-t1', `-c${connections}`, `-d${Math.ceil(seconds)}s`, '--latency', ...flags(target.headers, '-H')]
  const printed = await run('wrk', [...args, target.url])
  const requests = Number(/(\d+) requests in/.exec(printed)?.[1])
  const [, length = '', unit = ''] = /requests in ([\d.]+)(ms|s|m)/.exec(printed) ?? []
  return {
    requests,
    wrong: Number(/Non-2xx or 3xx responses: (\d+)/.exec(printed)?.[1] ?? 0),
    perSecond: (requests / (Number(length) * (MILLISECONDS[unit] ?? Number.NaN))) * 1000,
    p50: quantile(printed, 50),
    p99: quantile(printed, 99),
  }
}

async function byAutocannon(target: Target, { seconds, connections }: LoadOptions): Promise<Counted> {
  const args = ['-j', '-n', '-c', String(connections), '-d', String(Math.ceil(seconds)), ...flags(target.headers, '-H')]
  const printed = await run(process.execPath, [AUTOCANNON, ...args, target.url])
  const result: {
    readonly duration: number
    readonly errors: number
    readonly requests: { readonly total: number }
    readonly latency: { readonly p50: number; readonly p99: number }
    readonly ['4xx']: number
    readonly ['5xx']: number
  } = JSON.parse(printed)
  const requests = result.requests.total
  return {
    requests,
    wrong: result['4xx'] + result['5xx'] + result.errors,
    perSecond: requests / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

function flags(headers: Target['headers'], flag: string): readonly string[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => [flag, `${name}: ${value}`])
}

/** Time that the processes have had a processor so far, milliseconds; `NaN` where the system does not tell. */
export function cpuMs(pids: readonly number[]): number {
  if (!existsSync('/proc/self/schedstat')) return Number.NaN
  return pids.reduce((sum, pid) => sum + threadsOf(pid).reduce((all, file) => all + nanosecondsIn(file) / 1e6, 0), 0)
}

function threadsOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`)
}

/** The first figure of the file; 0 for a thread that has ended meanwhile. */
function nanosecondsIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0])
  } catch {
    return 0
  }
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 }

function quantile(printed: string, percent: number): number {
  const [, length = '', unit = ''] = new RegExp(`^ +${percent}% +([\\d.]+)(us|ms|s|m)$`, 'm').exec(printed) ?? []
  return Number(length) * (MILLISECONDS[unit] ?? Number.NaN)
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    let complaints = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(printed) : reject(new Error(complaints || printed))))
  })
}
