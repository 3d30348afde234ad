/** What the packages' `package.json` say. */

import { HOST_VERSION } from '../../src/core/settings.ts'

/** The host's own, whose minor grows with the public surface: what the packages describe is what that host gives. */
const VERSION = HOST_VERSION

const COMMON = {
  version: VERSION,
  license: 'Apache-2.0',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20' },
} as const

export const SDK_PACKAGE = {
  name: '@empowernow/experience-sdk',
  description: 'Types for plugins of Experience Edge, and a host to test them with',
  ...COMMON,
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './testing': { types: './dist/testing.d.ts', default: './dist/testing.js' },
    './playwright': { types: './dist/playwright.d.ts', default: './dist/playwright.js' },
    './package.json': './package.json',
  },
  files: ['dist', 'THIRD-PARTY.md'],
  peerDependencies: { '@empowernow/ui': `^${VERSION}`, react: '^19.0.0', 'react-dom': '^19.0.0' },
  // Whoever wants the types alone needs none of these.
  peerDependenciesMeta: {
    '@empowernow/ui': { optional: true },
    react: { optional: true },
    'react-dom': { optional: true },
  },
} as const

export const UI_PACKAGE = {
  name: '@empowernow/ui',
  description: 'Components for plugins of Experience Edge',
  ...COMMON,
  sideEffects: ['*.css'],
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './styles.css': './dist/styles.css',
    './package.json': './package.json',
  },
  files: ['dist', 'THIRD-PARTY.md'],
  dependencies: { '@empowernow/experience-sdk': `^${VERSION}` },
  peerDependencies: { '@types/react': '^19.0.0', react: '^19.0.0', 'react-dom': '^19.0.0' },
  peerDependenciesMeta: { '@types/react': { optional: true } },
} as const
