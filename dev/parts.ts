/** The three programs of the development stack: what starts each, and how to tell that it answers. */
import { join } from 'node:path'
import type { Ports } from './ports.ts'
import { rawRequest } from './raw-request.ts'
import type { DevSecrets } from './secrets.ts'
import { QUIET_WRANGLER, WRANGLER } from './wrangler.ts'

const PROBE_MS = 2_000

export const PARTS = ['idp', 'upstream', 'gateway'] as const
export type Part = (typeof PARTS)[number]

export interface Recipe {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly ready: () => Promise<boolean>
}

async function answers(probe: () => Promise<Response>): Promise<boolean> {
  try {
    const response = await probe()
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

function fetches(url: string): () => Promise<boolean> {
  return () => answers(() => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) }))
}

function gatewayRecipe({ port }: Ports, stateDir: string, secrets: DevSecrets): Recipe {
  const options = {
    ip: '127.0.0.1',
    port: String(port),
    'inspector-port': '0',
    'env-file': secrets.file,
    'persist-to': stateDir,
    'show-interactive-dev-session': 'false',
  }
  const configs = ['-c', 'wrangler.toml', '-c', 'pdp/wrangler.toml', '--local']
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  return {
    command: [process.execPath, WRANGLER, 'dev', ...configs, ...flags],
    env: {
      ...QUIET_WRANGLER,
      // Without a registry of its own a Worker of another stack with the same name could be bound.
      WRANGLER_REGISTRY_PATH: join(stateDir, 'registry'),
      WRANGLER_LOG_PATH: join(stateDir, 'logs'),
    },
    ready: () =>
      answers(() => rawRequest(port, `localhost:${port}`, '/healthz', { signal: AbortSignal.timeout(PROBE_MS) })),
  }
}

/** @param services Further variables of the identity provider and the upstream. */
export function recipesFor(
  ports: Ports,
  stateDir: string,
  secrets: DevSecrets,
  services: Readonly<Record<string, string>> = {},
): Readonly<Record<Part, Recipe>> {
  const { port, idpPort, upstreamPort } = ports
  const portEnv = { ...services, PORT: String(port), IDP_PORT: String(idpPort), UPSTREAM_PORT: String(upstreamPort) }
  return {
    idp: {
      command: [process.execPath, 'dev/idp/index.ts'],
      env: { ...portEnv, IDP_SECRET_DEMO: secrets.vars['IDP_SECRET_DEMO'] ?? '' },
      ready: fetches(`http://localhost:${idpPort}/healthz`),
    },
    upstream: {
      command: [process.execPath, 'dev/upstream/index.ts'],
      env: { ...portEnv, JWKS_URL: `http://127.0.0.1:${port}/.well-known/jwks.json` },
      ready: fetches(`http://127.0.0.1:${upstreamPort}/healthz`),
    },
    gateway: gatewayRecipe(ports, stateDir, secrets),
  }
}
