/** A bundle's exports: the components its manifest may name. */
import type { ComponentType } from 'react'
import type { ContributionProps } from '../sdk/index.ts'
import { isRecord } from '#core/own-property'

export type ContributionComponent = ComponentType<ContributionProps>
export type Kind = 'route' | 'widget'

/** The records `routes` and `widgets`, whatever they hold. */
export interface PluginModule {
  readonly route: Readonly<Record<string, unknown>>
  readonly widget: Readonly<Record<string, unknown>>
}

export function readModule(namespace: unknown): PluginModule {
  const { routes, widgets } = isRecord(namespace) ? namespace : {}
  return { route: isRecord(routes) ? routes : {}, widget: isRecord(widgets) ? widgets : {} }
}

/** A function or class, or what `memo`, `lazy` and `forwardRef` make. */
function isComponent(value: unknown): value is ContributionComponent {
  return typeof value === 'function' || (isRecord(value) && typeof value['$$typeof'] === 'symbol')
}

/** The component a contribution names: an own property of its record, never one that is inherited. */
export function componentOf(module: PluginModule, kind: Kind, name: string): ContributionComponent | null {
  const record = module[kind]
  const value: unknown = Object.hasOwn(record, name) ? record[name] : undefined
  return isComponent(value) ? value : null
}
