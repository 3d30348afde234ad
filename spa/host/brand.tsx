/** The tenant's logo and name; the product's own where no tenant's are known. */
import { Icon, useTheme } from '@empowernow/ui'

export const PRODUCT = 'Experience Edge'

export function Brand() {
  const { brand } = useTheme()
  const { name, logo } = brand ?? { name: PRODUCT }
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
