/** The headers that make a page of ours a safe place, written once for the gateway and for the static files. */

/** Static files and bundles. A path that ends without a slash is that path alone (CSP Level 3, section 6.7.2.11). */
const SCRIPT_PLACES = ['/assets/', '/api/plugins/bundle', '/api/plugins/bundle/']

const REPORTS_PATH = '/api/csp-reports'

/** `Reporting-Endpoints` of a page. Browsers that do not know it read `report-uri`. */
export const REPORTING_ENDPOINTS = `csp="${REPORTS_PATH}"`

/** `sha256-…` of what a page may hold itself, letter by letter. */
export interface Inline {
  /** The import map, and what starts the application. */
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

const NOTHING: Inline = { scripts: [], styles: [] }

/**
 * What a page may do. Trusted Types are enforced; the host takes both policy names before any plugin loads.
 *
 * @param page Its address: script comes from the two places of its host where there is some, and from nowhere else there, and
 *   what was blocked is reported. `null`: no page of ours.
 */
export function pagePolicy({ scripts, styles }: Inline = NOTHING, page: URL | null = null): string {
  const places = page === null ? ["'self'"] : SCRIPT_PLACES.map((path) => page.host + path)
  return [
    "default-src 'self'",
    ['script-src', ...places, ...scripts.map(quoted)].join(' '),
    ["style-src 'self'", ...styles.map(quoted)].join(' '),
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
    ...(page === null ? [] : [`report-uri ${REPORTS_PATH}`]),
    // A browser that knows endpoints listens to nothing else, and takes them over TLS alone.
    ...(page?.protocol === 'https:' ? ['report-to csp'] : []),
  ].join('; ')
}

function quoted(hash: string): string {
  return `'${hash}'`
}

/** The first Chromium that cuts the tie between a page and a page of the same origin that opened it. */
const CUTS_TIES = 131

/**
 * `Cross-Origin-Opener-Policy` of a page. Where a browser knows how, no other page can look into it, not even one of this
 * origin that opened it: a plugin would find another page's secrets there. A browser that does not know the value would take
 * it for none at all, so it gets the older one.
 *
 * @param brands `Sec-CH-UA`, which page script cannot set; `null`: the browser does not say what it is.
 */
export function openerPolicy(brands: string | null): 'same-origin' | 'noopener-allow-popups' {
  const [, version = '0'] = /"Chromium";v="(\d{1,6})"/.exec(brands ?? '') ?? []
  return Number(version) >= CUTS_TIES ? 'noopener-allow-popups' : 'same-origin'
}

const NOT_NEEDED = [
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

export const PERMISSIONS_POLICY = NOT_NEEDED.map((feature) => `${feature}=()`).join(', ')

const YEAR_SECONDS = 31_536_000
/** `Strict-Transport-Security`. Browsers pass over it where it came without TLS (RFC 6797, section 8.1), as on localhost. */
export const TRANSPORT_POLICY = `max-age=${YEAR_SECONDS}; includeSubDomains`

/** What an answer may depend on besides its URL. */
export const VARY = 'Cookie, X-Plugin-Id'

/**
 * `Vary` of a page, which a browser may keep. Only a navigation brings its secrets; without the destination, which script
 * cannot set, a `fetch` that asks for what was kept (`force-cache`, `only-if-cached`) would be given them.
 */
export const PAGE_VARY = `${VARY}, Sec-Fetch-Dest`
