/** Dead code: what is reached from none of these entries has to go. */
import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: [
    // Started by bench/main.ts, each as a program of its own.
    'bench/{main,gateway,peers,growth,cold,mount,lighthouse}.ts',
    'pdp/index.ts',
    'dev/{start,test}.mjs',
    'dev/leash.mjs',
    'cli/{main,deploy,docs}.ts',
    'dev/{start,test,build,seed,sbom}.ts',
    'dev/{idp,upstream}/index.ts',
    'spa/host/main.tsx',
    'spa/host/ops/main.tsx',
    'spa/{sdk,ui,testing,testing/playwright}/index.ts',
    'spa/sdk/public.ts',
    'spa/packages/{build,api}.ts',
    'spa/plugins/*/src/index.{ts,tsx}',
    'test/**/*.test.{ts,tsx}',
    'spa/gallery/main.tsx',
    'test/spa/gallery/recipes.tsx',
    // Plugins as their authors build them, with tools of their own.
    'test/fixtures/recipes/*/src/index.tsx',
    'test/fixtures/recipes/*/{build,rollup.config,vite.config}.mjs',
    'test/fixtures/outside/**/*.{ts,tsx}',
  ],
  // What new plugins are made of has packages and a check of its own.
  project: ['{src,spa,pdp,dev,cli,bench,test}/**/*.{ts,tsx,mjs}'],
  ignore: ['cli/template/**'],
  // Started on Debian, where it is part of the system.
  ignoreBinaries: ['apt-get', 'wrk', 'nginx', 'openssl'],
  // Files of the typeface, named in CSS; our own packages by their names; and what knip takes a test runner's name for.
  ignoreDependencies: [
    '@fontsource-variable/inter',
    '@empowernow/ui',
    '@empowernow/experience-sdk',
    '@stryker-mutator/core-runner',
  ],
  ignoreExportsUsedInFile: true,
}

export default config
