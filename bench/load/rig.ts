/** What a load run strikes: the built Workers in plain workerd, and the programs around them, which can be taken down. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { startChild, waitUntilReady, type Child } from '../../dev/child.ts'
import { recipesFor } from '../../dev/parts.ts'
import type { Ports } from '../../dev/ports.ts'
import { readSecrets } from '../../dev/secrets.ts'
import { writeLaboratory } from '../../test/e2e/fixture/laboratory.ts'
import { openStores, type Stores } from '../../test/e2e/fixture/stores.ts'
import { startProduct } from '../product.ts'

const READY_MS = 90_000
const CONTROL = { UPSTREAM_TEST_CONTROL: '1', IDP_TEST_CONTROL: '1', ORDERS_EVERY_MS: '500' }

export type Service = 'idp' | 'upstream'

export interface Rig extends Ports {
  readonly operatorToken: string
  /** The workerd process. */
  readonly pid: number
  readonly inspectorPort: number
  readonly stores: Stores
  halt(service: Service): Promise<void>
  resume(service: Service): Promise<void>
  stop(): Promise<void>
}

/** @param port The first of ten free ones. @param pdpUrl Of the decision point that the gateway is to ask. */
export async function startRig(folder: string, port: number, pdpUrl: string): Promise<Rig> {
  const ports = { port, idpPort: port + 1, upstreamPort: port + 2 }
  const inspectorPort = port + 3
  const files = laboratoryFiles(writeLaboratory(join(folder, 'laboratory')), pdpUrl)
  const product = await startProduct(folder, ports, { files, inspectorPort })
  const stateDir = join(folder, 'state')
  const stores = await openStores({ stateDir })
  const recipes = recipesFor(ports, stateDir, readSecrets(join(folder, 'secrets')), CONTROL)
  const running = new Map<Service, Child>()
  const halt = async (name: Service): Promise<void> => {
    await running.get(name)?.stop()
    running.delete(name)
  }
  const resume = async (name: Service): Promise<void> => {
    const { command, env, ready } = recipes[name]
    const child = startChild({ name, command, env, onLine: () => undefined })
    running.set(name, child)
    await waitUntilReady(child, ready, READY_MS)
  }
  const stop = async (): Promise<void> => {
    await Promise.all([halt('idp'), halt('upstream'), product.stop(), stores.close()])
  }
  await Promise.all([resume('idp'), resume('upstream')]).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const { operatorToken, pid } = product
  return { ...ports, operatorToken, pid, inspectorPort, stores, halt, resume, stop }
}

function laboratoryFiles(folder: string, pdpUrl: string): Record<string, string> {
  const names = readdirSync(join(folder, 'config'))
  const files = Object.fromEntries(
    names.map((name) => [`config/${name}`, readFileSync(join(folder, 'config', name), 'utf8')]),
  )
  const settings = parseDocument(files['config/settings.yaml'] ?? '')
  settings.setIn(['pdp', 'url'], pdpUrl)
  settings.setIn(['pdp', 'timeoutMs'], 500)
  return { ...files, 'config/settings.yaml': String(settings) }
}
