/** Entry of the operators' page. */
import { createRoot } from 'react-dom/client'
import { applyTheme } from '@empowernow/ui'
import { PRODUCT_THEME } from '../brand.tsx'
import { createNavigation } from '../navigation.ts'
import { claimPolicies } from '../policies.ts'
import { Operators } from './app.tsx'
import './ops.css'
import './plugin-page.css'
import './records.css'

claimPolicies(Reflect.get(globalThis, 'trustedTypes'))
applyTheme(PRODUCT_THEME)

const container = document.getElementById('root')
if (!container) throw new Error('The document has no element #root')

const navigation = createNavigation(globalThis.window)
navigation.intercept(document)

addEventListener('pageshow', (event) => {
  if (event.persisted) globalThis.location.reload()
})

createRoot(container).render(
  <Operators
    fetch={globalThis.fetch.bind(globalThis)}
    navigation={navigation}
    leave={(location) => globalThis.location.assign(location)}
  />,
)
