/** `_headers` of the static files, which are served without the gateway. */

/** The page policy without the import map's hash: a static file is no page. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types react empowernow-sdk',
].join('; ')

const PERMISSIONS = [
  'accelerometer',
  'autoplay',
  'camera',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'payment',
  'usb',
]

/** A hashed name never means other bytes; a brand's logo keeps its name when it changes. */
export const STATIC_HEADERS = `/assets/*
  Cache-Control: public, max-age=31536000, immutable
  X-Content-Type-Options: nosniff
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: ${POLICY}
  Permissions-Policy: ${PERMISSIONS.map((name) => `${name}=()`).join(', ')}
  Vary: Cookie, X-Plugin-Id
/assets/brand/*
  ! Cache-Control
  Cache-Control: public, max-age=3600
`
