/** Entry of the gallery: every component, every state, in every look. */
import { applyDensity, applyTheme, toast, type UiSettings } from '@empowernow/ui'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { parseUiConfig } from '../host/answers.ts'
import { Gallery } from './gallery.tsx'
import { type Look, lookOf, searchOf, settingsOf } from './looks.ts'
import './gallery.css'

const container = document.getElementById('root')
if (!container) throw new Error('The document has no element #root')

let tenant: UiSettings | null = null
const place = location.pathname.split('/').at(2) ?? ''

function wear(look: Look): void {
  Object.assign(document.documentElement, { dir: look.dir, lang: look.dir === 'rtl' ? 'ar' : 'en' })
  applyDensity(look.density)
  applyTheme(settingsOf(look, tenant), look.mode)
  if (look.brand === 'tenant' && !tenant) void readTenant(look)
}

/** What this tenant's people see. Only they may ask for it. */
async function readTenant(look: Look): Promise<void> {
  const answer = await fetch('/api/configs/ui', { headers: { Accept: 'application/json' } })
  const isJson = answer.ok && answer.headers.get('Content-Type')?.includes('json') === true
  tenant = isJson ? parseUiConfig(await answer.json()) : null
  if (tenant) wear(look)
  else toast({ tone: 'warning', heading: 'Sign in to see this tenant’s look' })
}

function App() {
  const [look, setLook] = useState(() => lookOf(location.search))
  const choose = (next: Look): void => {
    history.replaceState(null, '', `${location.pathname}${searchOf(next)}${location.hash}`)
    wear(next)
    setLook(next)
  }
  // The language decides how dates are written and which way arrows go: whoever changes it starts over.
  return <Gallery key={look.dir} place={place} look={look} onLook={choose} />
}

wear(lookOf(location.search))
createRoot(container).render(<App />)
