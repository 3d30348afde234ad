/** The title of the document, which also names its entry in the history. */
import { useEffect } from 'react'

export function useDocumentTitle(title: string, site: string): void {
  useEffect(() => {
    document.title = title === site ? title : `${title} · ${site}`
  }, [title, site])
}
