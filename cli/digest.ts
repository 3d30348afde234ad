/** The hash by which bundles and configuration are known. */
import { createHash } from 'node:crypto'

/** @returns Lower-case hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
