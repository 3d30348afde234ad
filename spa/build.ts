/** Builds what runs in a browser: peers, component library, host, operators' console and example plugins. */
import { join, relative } from 'node:path'
import { buildClient } from './build/client.ts'
import { buildPlugins } from './build/plugins.ts'

// React's packages choose between two builds of themselves by this, also when only their export names are read.
process.env['NODE_ENV'] = 'production'

const root = join(import.meta.dirname, '..')
const [out = join(root, 'dist'), seed = join(root, 'plugins-kv-seed')] = process.argv.slice(2)
const begun = performance.now()
await buildClient(root, out)
const plugins = await buildPlugins(join(root, 'spa', 'plugins'), join(seed, 'plugins'))
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
const names = plugins.map(({ id, version }) => `${id} ${version}`).join(', ')
console.log(`built ${relative(process.cwd(), out)} and ${plugins.length} plugins (${names}) in ${seconds} s`)
