/**
 * What a browser says it still has: a page is stored under a tag that names the script it came with, and asked for anew with
 * that tag. Whoever shows none has nothing in its cache yet, and neither the files that a page names.
 */

/**
 * `ETag` of one page. Weak and of one answer alone, since no two pages are the same: there is never a 304.
 *
 * @param file URL of the script that starts the page, with the hash of its bytes in it.
 */
export function pageTag(file: string, requestId: string): string {
  return `W/"${file}:${requestId}"`
}

/** @param known `If-None-Match`, which a browser's cache sends. Whatever else it says is no page with this script. */
export function hasScript(known: string | null, file: string): boolean {
  return known !== null && known.includes(`"${file}:`)
}
