/** A manifest as its author writes it, in `manifest.yaml` or `plugin.json`: every key that the gateway knows. */
import type { EventTopics, Method, Shape } from '#core/manifest'

/** What of a contribution the policy is asked, and what people see of it. */
interface ContributionHints {
  /** Key in the bundle's export `routes` or `widgets`. */
  readonly component: string
  /** Type that the policy is asked about: `plugin.route` or `plugin.widget` unless it says otherwise. */
  readonly resource?: string
  /** Action that the policy is asked about: `view` unless it says otherwise. */
  readonly action?: string
  readonly title?: string
}

/** A page of the plugin. */
export interface ManifestRoute extends ContributionHints {
  /** Path of the host, like `/hello` or `/plugins/inventory/items/:id`. */
  readonly path: string
  /** Name of an icon of `@empowernow/ui`, for the navigation. */
  readonly icon?: string
}

/** A part of the plugin that stands in one of the host's slots. */
export interface ManifestWidget extends ContributionHints {
  /** Where it stands, like `dashboard.main`. */
  readonly slot: string
}

/** One entry of the allow-list. */
export interface ManifestApiPermission {
  readonly method: Method
  /** `:name` is one segment; a final `*` is one or more. */
  readonly path: string
  /** Shapes of named segments; one without takes any single value. */
  readonly params?: Readonly<Record<string, Shape>>
}

interface ManifestBundle {
  /** Below `/app/plugins/`. Left out: `plugins/<id>/<version>/index.esm.js`. */
  readonly file?: string
  /** `sha256:` and 64 hex digits. Left out: the bytes found at the refresh are pinned. */
  readonly integrity?: string
}

/** Everything but `id` and `version` can be left out. */
export interface Manifest {
  /** a-z, 0-9 and -, at most 64 characters. */
  readonly id: string
  /** An exact semver version. A published version never changes. */
  readonly version: string
  /** `false` takes the plugin away and keeps its entry. */
  readonly enabled?: boolean
  /** Name for people. */
  readonly title?: string
  /** Range of host versions (semver), like `>=1.4.0 <2.0.0`. */
  readonly engine?: { readonly experience: string }
  readonly bundle?: ManifestBundle
  readonly contributions?: {
    readonly routes?: readonly ManifestRoute[]
    readonly widgets?: readonly ManifestWidget[]
  }
  /** All that the plugin may call; everything else is refused. */
  readonly permissions?: {
    readonly api?: readonly ManifestApiPermission[]
    /** Event topics, as prefixes: `orders` admits `orders.eu`. */
    readonly sse?: readonly string[]
  }
  /** Topics between plugins in the page: one passes where both plugins declare it. */
  readonly events?: Partial<EventTopics>
  /** A second version for a part of the people. */
  readonly rollout?: { readonly version: string; readonly percent: number; readonly bundle?: ManifestBundle }
}
