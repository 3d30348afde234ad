/** Files of the built client, and the URLs a page finds them under. */
import { createHash } from 'node:crypto'
import { readdir, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Asset {
  /** Below `/assets/`, with the hash of its bytes in it unless it is short-lived. */
  readonly name: string
  readonly bytes: Uint8Array | string
}

export function urlOf(name: string): string {
  return `/assets/${name}`
}

/** `style` and `css` make `style-1a2b3c4d.css`: same bytes, same name. */
export function hashedAsset(stem: string, extension: string, bytes: string): Asset {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
  return { name: `${stem}-${hash}.${extension}`, bytes }
}

/** Writes all, then removes what no longer belongs: a server that reads the folder meanwhile misses nothing. */
export async function writeAssets(folder: string, assets: readonly Asset[]): Promise<void> {
  for (const { name, bytes } of assets) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
  const wanted = new Set(assets.map(({ name }) => join(folder, name)))
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !wanted.has(path)) await rm(path)
  }
}
