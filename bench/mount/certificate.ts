/** A certificate for this machine alone, and what makes a browser believe it, so that it keeps what it fetches. */
import { spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  readonly key: Buffer
  readonly cert: Buffer
  /** Argument for Chromium: over a connection with an error it would cache nothing. */
  readonly trust: string
}

/** @param folder Where it is written; it is for one run. */
export function makeCertificate(folder: string, host: string): Certificate {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const run = spawnSync('openssl', ['req', '-x509', ...curve, '-days', '2', '-keyout', key, '-out', cert, ...subject])
  if (run.error) throw new Error('openssl is needed for a certificate (Debian: apt-get install openssl)')
  if (run.status !== 0) throw new Error(`openssl: ${String(run.stderr)}`)
  const pem = readFileSync(cert)
  const publicKey = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
  const hash = createHash('sha256').update(publicKey).digest('base64')
  return { key: readFileSync(key), cert: pem, trust: `--ignore-certificate-errors-spki-list=${hash}` }
}
