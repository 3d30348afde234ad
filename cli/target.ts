/** Where a command works: which stores, which gateway, in whose name. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readSecrets } from '../dev/secrets.ts'
import { readRunning } from '../dev/stack-state.ts'
import { isHost } from '../src/core/address.ts'
import { type Gateway, openGateway } from './gateway.ts'
import type { Options } from './options.ts'
import { Stop } from './stop.ts'
import type { StoreChoice } from './bindings.ts'

const ROOT = join(import.meta.dirname, '..')
/** Where wrangler keeps local data unless told otherwise. */
const DEFAULT_STATE = join(ROOT, '.wrangler/state')
const LOCAL_URL = 'http://localhost:8787'

/** The tenant in question; every command that changes something names it. */
export function tenantIn({ tenant }: Options): string {
  if (tenant === undefined) throw new Stop('usage', '--tenant is missing: the host people open, like acme.localhost.')
  if (!isHost(tenant)) {
    throw new Stop('usage', `--tenant ${tenant} is no host name: lower case, no scheme, no port.`)
  }
  return tenant
}

/** The stores of `--local` or `--remote --env …`. */
export function storesIn(options: Options, environment: string | undefined = options.env): StoreChoice {
  return {
    remote: options.remote === true,
    environment: environmentOf(environment, options.remote === true),
    stateDir: stateDirIn(options),
  }
}

/** Development is the top level of wrangler.toml: what `wrangler dev` uses without being told. */
function environmentOf(name: string | undefined, remote: boolean): string | null {
  if (name === undefined && remote) throw new Stop('usage', '--remote needs --env: development, staging or production.')
  return name === undefined || name === 'development' ? null : name
}

export function gatewayIn(options: Options): Gateway {
  const tenant = tenantIn(options)
  const given = options.url ?? (options.remote === true ? `https://${tenant}` : localUrl(options))
  if (!URL.canParse(given)) throw new Stop('usage', `--url ${given} is no URL.`)
  const url = new URL(given)
  const plain = url.protocol === 'http:' && options.remote === true
  if (plain) throw new Stop('usage', 'A token never goes over plain http: --url must begin with https://.')
  return openGateway({ tenant, url, token: tokenFor(options) })
}

/** The stack that runs on this data says where it listens; without one the default is named in what goes wrong. */
function localUrl(options: Options): string {
  const running = readRunning(stateDirIn(options))
  return running === null ? LOCAL_URL : `http://localhost:${running.port}`
}

function stateDirIn(options: Options): string {
  return options['state-dir'] === undefined ? DEFAULT_STATE : resolve(options['state-dir'])
}

/** From the environment; on this machine, from the file that `npm start` keeps its secrets in. */
function tokenFor(options: Options): string | null {
  const given = process.env['EXPERIENCE_TOKEN']
  if (given !== undefined && given !== '') return given
  if (options.remote === true) return null
  const files = [join(stateDirIn(options), 'dev.vars'), join(ROOT, '.dev.vars')]
  const file = files.find((path) => existsSync(path))
  return file === undefined || readFileSync(file).length === 0 ? null : readSecrets(file).operatorToken
}
