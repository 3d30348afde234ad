/** Builds the bundle that is published: one ES module; what the host provides stays outside. */
import { build } from 'esbuild'

await build({
  entryPoints: ['src/index.tsx'],
  outfile: 'dist/index.esm.js',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2020',
  jsx: 'automatic',
  sourcemap: true,
  external: ['react', 'react-dom', '@empowernow/ui'],
})
