/** `_headers` of the static files, which are served without the gateway. */
import { PERMISSIONS_POLICY, TRANSPORT_POLICY, VARY, pagePolicy } from '#core/page-policy'

/** A hashed name never means other bytes; a brand's logo keeps its name when it changes. */
export const STATIC_HEADERS = `/assets/*
  Cache-Control: public, max-age=31536000, immutable
  Strict-Transport-Security: ${TRANSPORT_POLICY}
  X-Content-Type-Options: nosniff
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: ${pagePolicy()}
  Permissions-Policy: ${PERMISSIONS_POLICY}
  Vary: ${VARY}
/assets/brand/*
  ! Cache-Control
  Cache-Control: public, max-age=3600
`
