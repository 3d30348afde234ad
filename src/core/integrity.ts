/** The digest of a bundle, in the words of the gateway and in those of a browser. */

const SHA256_HEX = /^[0-9a-f]{64}$/

/** @returns As integrity metadata wants it, `sha256-<base64>` (Subresource Integrity); `null` for what is no SHA-256 in hex. */
export function integrityOf(sha256: string): string | null {
  if (!SHA256_HEX.test(sha256)) return null
  const bytes = sha256.match(/../g) ?? []
  return `sha256-${btoa(String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16))))}`
}

/** The SHA-256 in hex that a bundle's URL names (`h`), or `null`. */
export function digestIn(bundleUrl: string): string | null {
  const hash = new URL(bundleUrl, 'https://host.invalid').searchParams.get('h') ?? ''
  return SHA256_HEX.test(hash) ? hash : null
}
