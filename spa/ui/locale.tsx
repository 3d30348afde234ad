/** Tells the headless parts the page's language, from which they take the reading direction. */
import { LocaleProvider } from '@ark-ui/react/locale'
import type { ReactNode } from 'react'

export function Locale({ children }: { readonly children: ReactNode }) {
  return <LocaleProvider locale={document.documentElement.lang || 'en'}>{children}</LocaleProvider>
}
