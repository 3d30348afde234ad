/** A configuration file on this machine, in the place of the one that is stored under its name. */
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Stop } from './stop.ts'

const NAMES = ['plugins.yaml', 'routes.yaml', 'settings.yaml', 'idps.yaml', 'ui.yaml']

/**
 * The key under which a file is stored: `config/plugins.yaml`, or `config/plugins/<host>.yaml` for a file in a folder `plugins`.
 *
 * @throws {Stop} `usage` for a file that is no configuration by its name.
 */
export function storedName(file: string): string {
  const name = basename(file)
  if (NAMES.includes(name)) return `config/${name}`
  if (basename(dirname(file)) === 'plugins' && name.endsWith('.yaml')) return `config/plugins/${name}`
  throw new Stop('usage', `${file} is no configuration file by its name.`, [
    `Name it ${NAMES.join(', ')}, or plugins/<host>.yaml.`,
  ])
}

export async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new Stop('usage', `${file} cannot be read.`)
  })
}

/** As dry runs take it. */
export async function draftIn(file: string): Promise<{ readonly files: Readonly<Record<string, string>> }> {
  return { files: { [storedName(file)]: await textOf(file) } }
}
