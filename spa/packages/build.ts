/** Packs `@empowernow/experience-sdk` and `@empowernow/ui` into `dist/packages`. */
import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { buildPackages } from './packages.ts'

const root = join(import.meta.dirname, '..', '..')
const { tarballs } = await buildPackages(root, join(root, 'dist', 'packages'))
for (const tarball of tarballs) {
  const { size } = await stat(tarball)
  console.log(`${relative(process.cwd(), tarball)}: ${Math.round(size / 1000)} kB`)
}
