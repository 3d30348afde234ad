/** A plugin's manifest: what it contributes, what it may call, and which bundle runs. */

import type { DevelopmentFinding } from './development-finding.ts'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

export const SHAPES = ['uuid', 'int', 'slug', 'date'] as const
export type Shape = (typeof SHAPES)[number]

/** One entry of a plugin's allow-list: a method and a path template. */
export interface ApiPermission {
  readonly method: Method
  /** Template: literal segments, `:name`, and a final `*`. */
  readonly path: string
  /** Shape of a named segment; a segment without one takes any single value. */
  readonly params?: Readonly<Record<string, Shape>>
}

interface Hints {
  readonly component: string
  /** AuthZEN resource type, `plugin.route` or `plugin.widget` unless the manifest says otherwise. */
  readonly resource: string
  /** AuthZEN action name, `view` unless the manifest says otherwise. */
  readonly action: string
  readonly title?: string
}

export interface RouteContribution extends Hints {
  /** Path in the host's router, for example `/hello` or `/plugins/inventory/items/:id`. Also the PDP's resource id. */
  readonly path: string
  readonly icon?: string
}

export interface WidgetContribution extends Hints {
  /** Where it stands, for example `dashboard.main`. */
  readonly slot: string
  /** In rem: the room that its card keeps from the start, so that nothing moves when it comes. It may need more. */
  readonly height?: number
}

/** What a plugin tells other plugins of the page, and what it hears of them: a topic passes where both declare it. */
export interface EventTopics {
  readonly publishes: readonly string[]
  readonly subscribes: readonly string[]
}

/** Of a gradual rollout: the version that everybody else has, or the new one. */
export type Variant = 'stable' | 'rollout'

/** A manifest as the browser gets it from `GET /api/plugins/manifests`: every default filled in, no file name. */
export interface PluginManifest {
  readonly id: string
  readonly version: string
  readonly title?: string
  readonly engine: { readonly experience: string }
  readonly bundle: {
    /** Same-origin URL with version and hash, immutable. */
    readonly url: string
    /** `sha256:<hex>` */
    readonly integrity: string
  }
  readonly contributions: {
    readonly routes: readonly RouteContribution[]
    readonly widgets: readonly WidgetContribution[]
  }
  readonly permissions: {
    readonly api: readonly ApiPermission[]
    readonly sse: readonly string[]
  }
  /** Absent where the manifest declares none. */
  readonly events?: EventTopics
  /** Where two versions are out: which of them this person has. Absent where there is one. */
  readonly variant?: Variant
  /** Only of a plugin under development, which swaps by itself. */
  readonly development?: {
    /** What its author's tools say of it. */
    readonly findings: readonly DevelopmentFinding[]
    /** All that it may call, as one text: another text, another list. */
    readonly grants: string
  }
  /** Unknown optional keys of the manifest, passed through unchanged. */
  readonly [additive: string]: unknown
}
