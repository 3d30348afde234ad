/** The tests of the core alone, as the mutation run starts them again and again. */
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { environment: 'node', include: ['test/{core,fuzz}/**/*.test.ts'] } })
