/** What goes into local KV and R2: folders laid over each other, a file's path being its key. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { DEFAULT_PORTS, type Ports } from './ports.ts'

export interface SeedFile {
  /** KV key below `config/`, R2 key below `plugins/`. */
  readonly key: string
  readonly bytes: Uint8Array
  readonly sha256: string
}

function keysIn(folder: string): readonly string[] {
  return ['config', 'plugins'].flatMap((top) => {
    const root = join(folder, top)
    if (!existsSync(root)) return []
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return files.map((file) => relative(folder, join(file.parentPath, file.name)).split(sep).join('/'))
  })
}

/** The files name the default ports; a stack on other ports gets its own. */
function withPorts(text: string, { port, idpPort, upstreamPort }: Ports): string {
  return text
    .replaceAll(`localhost:${DEFAULT_PORTS.port}`, `localhost:${port}`)
    .replaceAll(`127.0.0.1:${DEFAULT_PORTS.port}`, `127.0.0.1:${port}`)
    .replaceAll(`localhost:${DEFAULT_PORTS.idpPort}`, `localhost:${idpPort}`)
    .replaceAll(`127.0.0.1:${DEFAULT_PORTS.upstreamPort}`, `127.0.0.1:${upstreamPort}`)
}

function readSeedFile(key: string, path: string, ports: Ports): SeedFile {
  const raw = readFileSync(path)
  const bytes = key.startsWith('config/') ? new TextEncoder().encode(withPorts(raw.toString(), ports)) : raw
  return { key, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Reads every folder; a file of a later folder replaces the one of the same path in an earlier one. */
export function readSeedFiles(folders: readonly string[], ports: Ports): readonly SeedFile[] {
  const paths = new Map<string, string>()
  for (const folder of folders) for (const key of keysIn(folder)) paths.set(key, join(folder, key))
  return [...paths].map(([key, path]) => readSeedFile(key, path, ports))
}
