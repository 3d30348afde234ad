/**
 * The tests of the core as the mutation run starts them, again and again. Property tests are left out: they would find more,
 * and take a hundred times as long for each mutant. The score is what the others find without them.
 */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { environment: 'node', include: ['test/core/**/*.test.ts'], exclude: ['**/*propert*'] },
})
