/** Brand, mode, density, direction and code: five switches at the gallery’s top. */
import { Button, Icon, Menu, Switch } from '@empowernow/ui'
import { BRANDS, type Look } from './looks.ts'

interface ControlsProps {
  readonly look: Look
  readonly onLook: (look: Look) => void
}

const TENANT = 'This tenant'

export function Controls({ look, onLook }: ControlsProps) {
  const { brand, mode, density, dir, code } = look
  const names = [
    { value: 'flux', label: BRANDS.flux.brand.name },
    { value: 'meadow', label: BRANDS.meadow.brand.name },
    { value: 'tenant', label: TENANT },
  ] as const
  const choose = (value: string): void => {
    const chosen = names.find((one) => one.value === value)
    if (chosen) onLook({ ...look, brand: chosen.value })
  }
  return (
    <div role="group" aria-label="Look" data-gallery="controls">
      <Switch
        label="Compact"
        checked={density === 'compact'}
        onChange={() => onLook({ ...look, density: density === 'compact' ? 'comfortable' : 'compact' })}
      />
      <Switch
        label="Right to left"
        checked={dir === 'rtl'}
        onChange={() => onLook({ ...look, dir: dir === 'rtl' ? 'ltr' : 'rtl' })}
      />
      <Switch
        label="Code"
        checked={code === 'on'}
        onChange={() => onLook({ ...look, code: code === 'on' ? 'off' : 'on' })}
      />
      <Menu
        trigger={
          <Button size="small">
            {names.find(({ value }) => value === brand)?.label}
            <Icon name="chevron-down" size="s" />
          </Button>
        }
        items={names.map((one) => ({ ...one, current: one.value === brand }))}
        onSelect={choose}
      />
      <Button
        variant="quiet"
        size="small"
        square
        aria-label={mode === 'dark' ? 'Switch to light' : 'Switch to dark'}
        onClick={() => onLook({ ...look, mode: mode === 'dark' ? 'light' : 'dark' })}
      >
        <Icon name={mode === 'dark' ? 'sun' : 'moon'} size="s" />
      </Button>
    </div>
  )
}
