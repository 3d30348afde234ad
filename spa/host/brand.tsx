/** The tenant's logo and name; the product's own where no tenant's are known. */
import { Icon, useTheme } from '@empowernow/ui'
import type { UiConfig } from '#core/theme'

export const PRODUCT = 'Experience Edge'

/** The look before a tenant's is known: the library's own, in the mode that person or system prefer. */
export const PRODUCT_THEME: UiConfig = { brand: { name: PRODUCT }, theme: { mode: 'auto', light: {}, dark: {} } }

export function Brand() {
  const { brand } = useTheme()
  const { name, logo } = brand ?? PRODUCT_THEME.brand
  return (
    <a href="/" data-host="brand">
      {logo === undefined ? (
        <span data-host="brand-mark">
          <Icon name="plug" />
        </span>
      ) : (
        <img src={logo} alt="" width={32} height={32} />
      )}
      <span>{name}</span>
    </a>
  )
}
