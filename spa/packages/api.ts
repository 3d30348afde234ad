/** Writes what is public in the SDK and the component library into `docs/`. */
import { join } from 'node:path'
import { readSurface } from './packages.ts'
import { writeSurface } from './surface.ts'

const root = join(import.meta.dirname, '..', '..')
await writeSurface(root, await readSurface(root))
