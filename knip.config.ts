/** Dead code: what is reached from none of these entries has to go. */
import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: [
    'src/index.ts',
    'pdp/index.ts',
    'dev/{start,test}.mjs',
    'dev/{start,test,build,seed}.ts',
    'dev/{idp,upstream}/index.ts',
    'spa/build.ts',
    'spa/{host,ops}/main.tsx',
    'spa/sdk/index.ts',
    'spa/ui/index.ts',
    'spa/plugins/*/index.{ts,tsx}',
    'test/**/*.test.{ts,tsx}',
  ],
  project: ['{src,spa,pdp,dev,test}/**/*.{ts,tsx,mjs}'],
  ignoreExportsUsedInFile: { interface: true, type: true },
}

export default config
