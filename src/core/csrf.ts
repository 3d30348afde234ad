/** Cross-site request forgery: every method but GET and HEAD needs three independent proofs. */
import { equalSecrets } from './constant-time.ts'

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD']
/** What an HTML form can send without script. The price: no plugin uploads multipart forms, it sends the file itself. */
const FORM_TYPES: readonly string[] = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']

export interface CsrfProof {
  readonly method: string
  /** `Origin`, `Sec-Fetch-Site` and `Content-Type` as received; `null`: absent. */
  readonly origin: string | null
  readonly secFetchSite: string | null
  readonly contentType: string | null
  /** `https://acme.example`: the origin that this host's pages have. */
  readonly expectedOrigin: string
  /** `X-CSRF-Token` as received, and the one bound to the session; `null`: no session. */
  readonly token: string | null
  readonly sessionToken: string | null
}

export type CsrfRefusal = 'origin' | 'fetch_site' | 'form_content_type' | 'token'

/** @returns The first proof that fails, or `null`. */
export function refuseCsrf(proof: CsrfProof): CsrfRefusal | null {
  if (SAFE_METHODS.includes(proof.method)) return null
  if (proof.origin === null || proof.origin !== proof.expectedOrigin) return 'origin'
  if (proof.secFetchSite !== 'same-origin') return 'fetch_site'
  const type = proof.contentType?.split(';')[0]?.trim().toLowerCase()
  if (type !== undefined && FORM_TYPES.includes(type)) return 'form_content_type'
  const { token, sessionToken } = proof
  if (token === null || sessionToken === null || sessionToken === '') return 'token'
  return equalSecrets(token, sessionToken) ? null : 'token'
}
