/** Data inside an HTML document: JSON that no parser of HTML can take for anything else, and links to modules. */

/** What could end a script element, begin a comment, or count as a line end for JavaScript of old. */
const UNSAFE = /[<>&\u2028\u2029]/g

/**
 * A data block: its type is no script's, so it runs nothing and needs no hash in the policy (HTML, section 4.12.1).
 *
 * @param id Of the element; a constant of ours.
 * @param value Anything that JSON can hold.
 */
export function printDataBlock(id: string, value: unknown): string {
  const json = JSON.stringify(value).replace(UNSAFE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `<script type="application/json" id="${id}">${json}</script>\n`
}

/**
 * Lets the browser fetch a module, its dependencies and all, before anybody imports it.
 *
 * @param integrity Of its bytes. The browser keeps what a preload brings and imports that, so one that does not say it opens
 *   a way around every later check; `null` where there is none to say.
 */
export function printModulePreload(url: string, integrity: string | null): string {
  const vouched = integrity === null ? '' : ` integrity="${escapeHtml(integrity)}"`
  return `<link rel="modulepreload" href="${escapeHtml(url)}"${vouched}>\n`
}

/** For text and for attribute values in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
