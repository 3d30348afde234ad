/**
 * Fetches a bundle so that only the bytes its URL names can ever run: the browser compares them before it keeps the module,
 * and the import that follows finds that module and fetches nothing.
 */
import { digestIn, integrityOf } from '#core/integrity'

// Held before any plugin can put something else in their place.
const { document } = globalThis
const encode = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The browser refused to keep it: other bytes came, or none. Its words are those of an import that failed. */
class NotFetched extends TypeError {
  override readonly name = 'NotFetched'
}

/**
 * @param url Of this origin. One that names no digest is imported as it is: the gateway's own check stands alone then.
 * @throws {TypeError} when it could not be fetched, or is not what its URL says.
 */
export async function importVerified(url: string): Promise<unknown> {
  const integrity = integrityOf(digestIn(url) ?? '')
  if (integrity !== null) await preload(url, integrity)
  const module: unknown = await import(/* @vite-ignore */ url)
  return module
}

function preload(url: string, integrity: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    // A browser without it would ignore the link and never say so.
    if (!link.relList.supports('modulepreload')) return resolve()
    link.rel = 'modulepreload'
    link.integrity = integrity
    link.href = url
    link.addEventListener('load', () => {
      link.remove()
      resolve()
    })
    link.addEventListener('error', () => {
      link.remove()
      reject(new NotFetched(`Failed to fetch dynamically imported module: ${url}`))
    })
    document.head.append(link)
  })
}

/** Whether the bytes of an answer are those that a bundle's URL names; `true` when it names none. */
export async function isAsNamed(url: string, answer: Response): Promise<boolean> {
  const named = digestIn(url)
  if (named === null) return true
  const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer())
  return encode(new Uint8Array(digest)) === named
}
