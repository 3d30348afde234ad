/**
 * The gateway with every gate on, against servers people would otherwise write or configure, which check nothing:
 * `npm run bench -- peers`.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { bundleText } from './bare.ts'
import { contest, type Results } from './contest.ts'
import { runPart, settingsOf, withFolder, type BenchOptions } from './options.ts'
import { finish, ratioTable, rowOf, type Job } from './report.ts'
import { ITEM_PATH, startStage, type AskTarget, type Stage } from './stage.ts'

const JOBS = ['manifests', 'bundle', 'call'] as const
const PEERS = ['Express', 'Fastify', 'nginx'] as const
type Peer = (typeof PEERS)[number]
type Name = (typeof JOBS)[number] | `${Peer} ${(typeof JOBS)[number]}`

/** Of Express, which checks nothing: so much of the proxied call and of the bundle there should be. */
const GOALS: Readonly<Record<string, number>> = { 'Express call': 1.1, 'Express bundle': 1.3 }
const TITLES = { manifests: 'manifests', bundle: 'bundle of 50 KB', call: 'plugin call, proxied' } as const

const LEFT_OUT = [
  'The peers know nobody: no session, tenant, quarantine, allow-list, capability, budget, integrity or figures.',
  'One process of each on one machine. nginx uses as many cores as it is given; so does Cloudflare.',
  'No TLS, no HTTP/2, no network: what a user waits for is mostly these.',
]

interface Running {
  readonly peer: Peer
  readonly port: number
  readonly process: ChildProcess
}

export async function run(options: BenchOptions): Promise<void> {
  const { results, running } = await withFolder((folder, port) => measure(folder, port, options))
  const rows = JOBS.flatMap((job) => {
    return running.map((peer) => {
      const against = `${peer} ${job}` as const
      const goal = GOALS[against]
      const asked: Job<Name> = { job: TITLES[job], ours: job, against, ...(goal !== undefined && { goal }) }
      return { ...rowOf<Name>(results, asked), against: peer }
    })
  })
  console.log(
    `\n${ratioTable(rows)}\n\nWhat the comparison leaves out:\n${LEFT_OUT.map((text) => `- ${text}`).join('\n')}`,
  )
  finish('peers', options, { rows, leftOut: LEFT_OUT })
}

async function measure(
  folder: string,
  port: number,
  options: BenchOptions,
): Promise<{ readonly results: Results<Name>; readonly running: readonly Peer[] }> {
  const stage = await startStage(folder, port)
  const web = join(folder, 'web')
  mkdirSync(web, { recursive: true })
  writeFileSync(join(web, 'manifests'), stage.manifests)
  writeFileSync(join(web, 'bundle.js'), bundleText())
  const running = PEERS.flatMap((peer, index) => start(peer, port + 3 + index, stage.upstreamPort, web) ?? [])
  try {
    for (const peer of running) await untilItAnswers(peer)
    const results = await contest(targetsOf(stage, running), settingsOf(options), options.say)
    return { results, running: running.map(({ peer }) => peer) }
  } finally {
    for (const peer of running) peer.process.kill()
    await stage.stop()
  }
}

function targetsOf(stage: Stage, running: readonly Running[]): ReadonlyMap<Name, AskTarget> {
  const ours = { manifests: stage.manifestsOf, bundle: stage.bundle, call: stage.call }
  const paths = { manifests: '/manifests', bundle: '/bundle.js', call: ITEM_PATH }
  const targets = new Map<Name, AskTarget>()
  for (const job of JOBS) {
    targets.set(job, ours[job])
    for (const { peer, port, process: server } of running) {
      const url = `http://127.0.0.1:${port}${paths[job]}`
      const pids = server.pid === undefined ? [] : [server.pid]
      targets.set(`${peer} ${job}`, async () => ({ url, headers: await stage.caller.plugin(), status: 200, pids }))
    }
  }
  return targets
}

function start(peer: Peer, port: number, upstreamPort: number, web: string): Running | null {
  if (peer !== 'nginx') {
    const script = join(import.meta.dirname, `peers/${peer.toLowerCase()}.js`)
    return { peer, port, process: spawn(process.execPath, [script, String(port), String(upstreamPort), web]) }
  }
  const path = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`
  if (spawnSync('nginx', ['-v'], { env: { PATH: path } }).error !== undefined) return null
  const config = join(web, 'nginx.conf')
  writeFileSync(config, nginxConfig(port, upstreamPort, web))
  return { peer, port, process: spawn('nginx', ['-c', config, '-p', web], { env: { PATH: path } }) }
}

/** One process, files from disk, connections to the service kept open. */
function nginxConfig(port: number, upstreamPort: number, web: string): string {
  return `
daemon off;
master_process off;
pid ${web}/nginx.pid;
error_log ${web}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  client_body_temp_path ${web}/body;
  proxy_temp_path ${web}/proxy;
  fastcgi_temp_path ${web}/fastcgi;
  uwsgi_temp_path ${web}/uwsgi;
  scgi_temp_path ${web}/scgi;
  types { text/javascript js; }
  default_type application/json;
  upstream service { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    root ${web};
    location ~ ^/api/crud/items/[^/]+$ {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`
}

async function untilItAnswers({ peer, port, process: server }: Running): Promise<void> {
  const lateAt = Date.now() + 20_000
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${port}/manifests`).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 200) return
    if (Date.now() > lateAt || server.exitCode !== null) throw new Error(`${peer} does not answer`)
    await pause(50)
  }
}

if (import.meta.main) await runPart(run)
