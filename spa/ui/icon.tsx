/** Line icons on a grid of 24, drawn with the text's colour. */
import type { ComponentProps } from 'react'
import { ICON_PATHS, type IconName } from './icon-paths.ts'

export type { IconName } from './icon-paths.ts'

export interface IconProps extends ComponentProps<'svg'> {
  readonly name: IconName
  readonly size?: 's' | 'm' | 'l'
  /** What it means, where no words beside it say so; without one the icon is decoration. */
  readonly label?: string
}

export function Icon({ name, size = 'm', label, ...rest }: IconProps) {
  const meaning = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg {...meaning} viewBox="0 0 24 24" {...rest} data-ee="icon" data-size={size} data-directed={isDirected(name)}>
      <path d={ICON_PATHS[name]} />
    </svg>
  )
}

/** What points along the line is mirrored where lines run from right to left. */
function isDirected(name: IconName): true | undefined {
  return name.endsWith('-start') || name.endsWith('-end') || undefined
}

/** Whether a manifest's `icon` is one we have. */
export function isIconName(name: string): name is IconName {
  return Object.hasOwn(ICON_PATHS, name)
}
