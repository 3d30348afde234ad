/** Every test project: pure rules, the PDP, the browser's parts, the gateway inside workerd, and the started product. */
import { cloudflareTest } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import { answerFakePdp } from './test/fixtures/fake-pdp.ts'
import { WORKER_TEST_SECRETS } from './test/fixtures/worker-secrets.ts'

/** A browser test signs people in, which takes several page loads on a small machine. */
const E2E_TEST_MS = 60_000
/** Starting the stack compiles two Workers. */
const E2E_HOOK_MS = 120_000

/** Nothing is proved by how long a test takes: this ends what hangs, on a machine that does much else besides. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: E2E_HOOK_MS } as const

/** Files share their stacks, so they run one after the other. The two projects have stacks of their own. */
const STARTED_PRODUCT = {
  environment: 'node',
  globalSetup: 'test/e2e/fixture/stacks.ts',
  fileParallelism: false,
  sequence: { groupOrder: 1 },
  testTimeout: E2E_TEST_MS,
  hookTimeout: E2E_HOOK_MS,
} as const

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...PATIENCE,
          name: 'core',
          environment: 'node',
          include: ['test/{core,fuzz}/**/*.test.ts'],
          // Rules keep nothing between two calls, so files may share a process: loading each anew takes longer than its tests.
          isolate: false,
        },
      },
      { test: { ...PATIENCE, name: 'spa', environment: 'node', include: ['test/spa/**/*.test.{ts,tsx}'] } },
      { test: { ...PATIENCE, name: 'dev', environment: 'node', include: ['test/dev/**/*.test.ts'] } },
      // One stack serves them all, and two of its tests start several processes at once.
      {
        test: {
          name: 'cli',
          environment: 'node',
          include: ['test/cli/**/*.test.ts'],
          testTimeout: E2E_TEST_MS,
          hookTimeout: E2E_HOOK_MS,
        },
      },
      { test: { name: 'pdp', environment: 'node', include: ['test/pdp/**/*.test.ts'], ...PATIENCE } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { ...WORKER_TEST_SECRETS },
              serviceBindings: { PDP: answerFakePdp },
            },
          }),
        ],
        test: {
          name: 'worker',
          isolate: false,
          include: ['test/worker/**/*.test.ts'],
          globalSetup: ['test/fixtures/network.ts'],
          setupFiles: ['test/worker/clean-stores.ts'],
          ...PATIENCE,
        },
      },
      // What they share is on the other side of a socket.
      { test: { ...STARTED_PRODUCT, name: 'e2e', include: ['test/e2e/*.test.ts'], isolate: false } },
      { test: { ...STARTED_PRODUCT, name: 'browser', include: ['test/e2e/browser/**/*.test.ts'] } },
    ],
  },
})
