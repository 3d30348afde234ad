/** Every component of the library on one page, started the way a host is. */
import { applyTheme, Toaster } from '@empowernow/ui'
import { createRoot } from 'react-dom/client'
import { Display } from './display.tsx'
import { Forms } from './forms.tsx'
import { Frame } from './frame.tsx'
import { GLOBEX } from './globex.ts'
import { Overlays } from './overlays.tsx'

const query = new URLSearchParams(location.search)
const mode = query.get('mode') === 'dark' ? 'dark' : 'light'
const plain = { brand: { name: 'Acme' }, theme: { mode, light: {}, dark: {} } } as const
applyTheme(query.get('theme') === 'globex' ? { ...GLOBEX, theme: { ...GLOBEX.theme, mode } } : plain)
if (query.get('dir') === 'rtl') Object.assign(document.documentElement, { dir: 'rtl', lang: 'ar' })

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <Frame>
      <Display />
      <Forms />
      <Overlays />
      <Toaster />
    </Frame>,
  )
}
