/** `npx experience`: publishes, rolls back, stops, moves and explains plugins. */
import { enableCompileCache } from 'node:module'

// wrangler is large: compiled once and kept, it loads in half the time.
enableCompileCache()
const { run } = await import('./run.ts')
process.exitCode = await run(process.argv.slice(2))
