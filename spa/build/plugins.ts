/** The example plugins, each built the way any author builds one. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

export interface PluginPackage {
  readonly id: string
  readonly version: string
}

/**
 * Builds `<source>/<id>/src/index.tsx` to `<target>/<id>/<version>/index.esm.js` for every folder with a `plugin.json`.
 *
 * @returns What was built, by id.
 */
export async function buildPlugins(source: string, target: string): Promise<readonly PluginPackage[]> {
  const entries = await readdir(source, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(folders.toSorted().map((folder) => buildPlugin(join(source, folder), target)))
}

async function buildPlugin(folder: string, target: string): Promise<PluginPackage> {
  const plugin = parsePackage(JSON.parse(await readFile(join(folder, 'plugin.json'), 'utf8')), folder)
  const result = await build({
    absWorkingDir: folder,
    entryPoints: ['src/index.tsx'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2020',
    jsx: 'automatic',
    external: ['react', 'react-dom', '@empowernow/ui'],
  })
  const path = join(target, plugin.id, plugin.version, 'index.esm.js')
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, result.outputFiles[0]?.contents ?? '')
  return plugin
}

function parsePackage(input: unknown, folder: string): PluginPackage {
  if (typeof input !== 'object' || input === null || !('id' in input) || !('version' in input)) {
    throw new Error(`${folder}/plugin.json must have an id and a version`)
  }
  const { id, version } = input
  if (typeof id !== 'string' || typeof version !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) {
    throw new Error(`${folder}/plugin.json: id must be a plugin id, version a string`)
  }
  return { id, version }
}
